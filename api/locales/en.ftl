# Words for people, in English. The same keys as fr.ftl: the test `both_languages_have_every_text` sees to it.
# Each problem says what is wrong, then how to mend it; no internal code is ever shown.

# Errors: what could not be done.
error-bad-user-input = A value that was sent does not have the expected form. Correct it and try again.
error-not-found = What you are looking for does not exist, or you may not see it. Check the address, or sign in with another account.
error-unauthenticated = You are not signed in, or your session has ended. Sign in and try again.
error-forbidden = Your account does not allow this. Sign in with an account that does, or ask the registry’s administration for this right.
error-rate-limited = Too much was asked or tried in a short time. Try again in { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    }.
error-idempotency-mismatch = This Idempotency-Key was used for another request. Send this one with a new key.
error-unavailable = The service is too busy or is pausing. Try again in a moment.
error-internal = An error on our side prevents an answer. Try again later; if it happens again, tell the ministry, with the date and time.

# Problems: a value to mend.
problem-empty = This field is empty. Fill it in.
problem-too-long = This text is too long. Shorten it to { $most } characters at most.
problem-control-characters = This text contains invisible characters or a line break too many. Type it instead of pasting it.
problem-out-of-range = This value is out of bounds. Give a number between { $least } and { $most }.
problem-country = This country is not known. Choose it from the list of countries (ISO code of two letters).
problem-language = This language is not known. Choose it from the list of languages (ISO code of three letters).
problem-date = This date is not plausible. Give a year between 1900 and 2100.
problem-period = The end comes before the beginning. Correct one of the two dates.
problem-email = This e-mail address does not have the expected form. Write it like name@example.org, without spaces or accents.
problem-password = This password does not have the right length. Choose one of { $least } to { $most } characters; a sentence that you will remember does very well.
problem-too-many = There are too many: { $most } at most. Remove some first.
problem-unknown-reference = This item does not exist, or you may not see it. Choose another one.
problem-stale-version = This record has changed in the meantime. Load it again, then repeat your change.
problem-twin = This item is already recorded. Change the one that exists.
problem-twice = This item is listed twice. Remove one of the two.
problem-first = This page size is not accepted. Ask for 0 to { $most } items.
problem-named-partners = Name the partners who may read this, and only when you chose named partners.
problem-order-purpose = The order of names tells about names. State why you read (Seko-Purpose), or choose another order.
problem-channel = A decision stated in presence comes by AGENT or FORUM_DESK. Choose one of them.
problem-agent-purpose = You act for somebody who is present. State ASSISTED_REGISTRATION as purpose (Seko-Purpose).
problem-agreement-purpose = Only a consent to sharing with partners names an agreement. Leave the agreement out.
problem-past = This day has passed. Give today or a later day.
problem-cursor = This page marker is not valid. Start again at the first page.
problem-registry-consent = Your consent to be in the registry is missing. Give it to be registered or to become active again.
problem-notice = This consent refers to a notice that is no longer in force. Read the current notice, then give your consent again.
problem-link = This link cannot be used: it was used before, it is too old or it is incomplete. Open the whole link of our latest e-mail, or ask for a new one.
problem-password-wrong = This password is not right. Type it again, or ask for a new one.
problem-code-needed = This account has a second factor. Give the six digits that your authenticator shows, or one of your recovery codes.
problem-code-wrong = This code is wrong, too old or used before. Wait for the next one that your authenticator shows, or give a recovery code that you have not used yet.
problem-code-locked = Too many wrong codes were given for this account. Give a recovery code, or ask an administrator to reset your second factor.
problem-second-factor-none = This account has no second factor. Set one up first.
problem-second-factor-not-started = There is no second factor to confirm. Start to set one up, then give the first code of your authenticator.
problem-second-factor-required = Your roles need a second factor. Set up another authenticator instead of removing this one.
problem-second-factor-own = Nobody resets their own second factor. Remove it with a code, or ask another administrator.
problem-role-member = Nobody is given this role: members register themselves. Choose another role.
problem-role-held = This account holds this role already. End the grant that exists, then give a new one.
problem-role-organisation = This role is held for an organisation. Name it.
problem-role-everywhere = This role is not held for an organisation. Leave the organisation out.
problem-role-ended = This role has ended already. Load the list again.
problem-last-admin = This is the last administrator. Give the role to somebody else first.
problem-moment-past = This moment has passed. Give one to come.
problem-sign-in = This address and this password do not belong together, or the address is not confirmed yet. Check them, open the link of our e-mail or ask for a new password.
problem-phone = This telephone number is incomplete. Write it with its country code, for example +223 70 00 00 00.
problem-website = This web address is not valid. Write it in full, for example https://www.example.org.
problem-sector = This sector is not in the OECD DAC classification. Choose one from the list.
problem-sdg-target = This target is not in the list of the Sustainable Development Goals. Choose one from the list, for example 4.3.
problem-currency = This currency is not known. Give its code of three letters, for example XOF or EUR.
problem-isced-field = This field of study is not in the ISCED list. Choose one from the list.
problem-project-ended = This project is completed or cancelled: it takes no more positions. Choose a project that is under way.
problem-ministry-decides = The ministry decides from here on: this project or position is no draft any more. Turn to the ministry.
problem-other-organisation = This account acts for another organisation already. Use another address.
problem-agreement-revoked = This sharing agreement was revoked. Conclude a new one.
problem-client-revoked = This app was revoked. Make a new one.
problem-request-answered = This request was answered already, or its time is over. The organisation may make another.
problem-no-requirements = This position does not ask for anything yet. Add at least one requirement before opening it.
problem-too-short = This text is too short. Write at least { $least } characters.
problem-erasure-requested = You have already asked to be erased; it will be done on { $day }. Cancel the request first if you want to make another one.
problem-no-erasure = No erasure is under way. There is nothing to cancel.
problem-erasure-due = The day of the erasure has come: it can no longer be cancelled. Register again if you wish.
problem-erasure-request = This request does not ask for this member’s erasure, or it is closed. Choose an open request for erasure.
problem-open-requests = { $most } of your requests are still open, and no more may be. Wait until one of them is answered.
problem-received-on = This day is not possible. Give the day on which the letter came in, within the past year.
problem-refusal-reason = A refusal needs its reason. Write down why.
problem-answer-missing = The answer is missing. Write down what the person is told.
subject-request-objection = Your consent to be matched has been withdrawn: you no longer appear in any ranking. You can give it again whenever you want.
problem-undecided = { $most } of your proposals still wait for an answer, and no more may. Wait until staff have answered one of them.
problem-label-taken = The concept “{ $label }” has this name already. Choose that concept, or give another name.
problem-no-broader = Nothing says yet where this concept belongs. Name the broader concept that it stands below.
problem-not-current = This concept is not in use, or it is the same one. Choose another concept that is in use.
problem-not-below = This concept stands below the one that it shall take the place of. Choose one that does not.
problem-not-replaceable = Only a concept that a release of ESCO left out can be replaced, and only once. Choose such a concept.
problem-synonym-known = The concept is called “{ $label }” already. Propose another name.
problem-synonym-unused = The concept that this synonym names is no longer in use. Reject the synonym, or propose it for a concept in use.
problem-decided = { $from ->
    [ACCEPTED] This proposal is accepted already. An accepted concept can still be merged, an accepted synonym still rejected.
    [MERGED] This concept was merged into another one already. Use that other concept.
   *[other] This proposal is rejected already. A rejected synonym can still be accepted; for a concept, make a new proposal.
}
# A member reads words; the states of projects and positions, which only staff see, bear their names.
problem-illegal-move = { $from ->
    [ACTIVE] Your profile is active. You can pause it or withdraw from the registry.
    [PAUSED] Your profile is paused. You can resume it or withdraw from the registry.
    [DORMANT] Your profile is dormant. You can resume it or withdraw from the registry.
    [WITHDRAWN] You have withdrawn from the registry. You can only come back by resuming your profile.
   *[other] { $legal ->
        [WITHDRAWN] Your profile is only a draft yet. Confirm your e-mail address to make it active, or withdraw from the registry.
       *[other] This move is not possible from the state { $from }. Choose one of these: { $legal }.
    }
}
problem-final-state = { $from ->
    [ERASED] This profile was erased and can no longer change. Register again if you wish.
    [MERGED] This profile was joined to another one and can no longer change. Change the other profile.
   *[other] The state { $from } is final. If the need remains, create a new project or a new position.
}

# What still completes a profile.
completeness-verify = Confirm your e-mail address: open the link that we have sent you.
completeness-first-skill = Add a first skill: it is how you are found.
completeness-more-skills = Add more skills, at least five: you will fit more positions.
completeness-evidence = Back a skill with an experience, an education or a credential: it will count for more.
completeness-language = Add the languages that you speak, with your level.
completeness-experience = Describe an experience: a job, work for an association, research, or what you learned by doing.
completeness-education = Add your education or training.
completeness-availability = Say when you are available, and whether on site or remotely.
completeness-headline = Introduce yourself in one line: your occupation, and what you would like to contribute.
completeness-home-unit = Name your home region or cercle in Mali.
completeness-right-of-return = Say whether you have the right to return to your country of residence after a mission: missions on site depend on it.

# Values that members are counted by.
facet-mode-on-site = On site, in Mali
facet-mode-remote = Remote
facet-mode-hybrid = Partly in Mali
facet-verification-self-claimed = Stated by the member
facet-verification-evidenced = Backed by evidence
facet-verification-peer-endorsed = Confirmed by a peer
facet-verification-mission-proven = Shown on a mission
facet-verification-verified = Checked by staff
facet-status-draft = Not confirmed yet
facet-status-active = Active
facet-status-paused = Paused
facet-status-dormant = Dormant
facet-status-withdrawn = Withdrawn
facet-status-erased = Erased
facet-status-merged = Joined to another profile

# Mails, in plain text.
mail-verify-subject = Seko: confirm your e-mail address
mail-verify-body =
    Hello,

    You have just registered with Seko, the registry of the skills of the
    Malian diaspora, run by the Ministry of Malians Abroad and African
    Integration. Welcome!

    One step is left: open this link, then press the button on the page to
    confirm that this address is yours.

    { $link }

    The link works once, for { $hours ->
        [one] one hour
       *[other] { $hours } hours
    }. If it is too old, register again
    with the same address: you will get another one.

    It was not you? Somebody has probably mistyped their address. Do
    nothing: without your confirmation the registration has no effect.

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-reset-subject = Seko: choose a new password
mail-reset-body =
    Hello,

    Somebody, probably you, has asked for a new password for your account
    with Seko, the registry of the skills of the Malian diaspora.

    To choose it, open this link:

    { $link }

    The link works once, for { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }. All your devices will then
    be signed out, and you will sign in with the new password.

    It was not you? Do nothing, and pass this link on to nobody: your
    present password stays valid.

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-known-subject = Seko: this address is registered already
mail-known-body =
    Hello,

    Somebody, probably you, has just tried to register this address with
    Seko, the registry of the skills of the Malian diaspora, run by the
    Ministry of Malians Abroad and African Integration. You already have
    an account, and nothing about it has changed.

    Simply sign in with your password. If you have forgotten it, ask for a
    new one when you sign in.

    { $link }

    It was not you? Do nothing: whoever tried has not learned that you are
    registered, and has no access to your account.

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-erasure-requested-subject = Seko: your data will be erased
mail-erasure-requested-body =
    Hello,

    You have asked for your data to be erased from Seko, the registry of
    the skills of the Malian diaspora. You are out of the registry from
    now on, and everything about you will be deleted on { $day }.

    Until then you can change your mind: sign in and cancel the request.

    { $link }

    It was not you? Sign in, cancel the request and choose a new password.

    Seko, for the Ministry of Malians Abroad
mail-erased-subject = Seko: your data are being erased
mail-erased-body =
    Hello,

    As you asked, your data are being erased from Seko, the registry of
    the skills of the Malian diaspora, and your account with them. This is
    our last e-mail: your address goes with the rest.

    With the code of your receipt you can check on this site that it was
    done. Backups keep erased data for a while, and are then overwritten.

    { $link }

    Thank you for having been with us,
    Seko, for the Ministry of Malians Abroad
mail-request-subject = Seko: your request has an answer
mail-request-body =
    Hello,

    The data-protection officer of Seko, the registry of the skills of the
    Malian diaspora, has answered your request. Sign in to read the answer:
    we do not send it by e-mail.

    { $link }

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-contact-request-subject = Seko: { $organisation } would like to contact you
mail-contact-request-body =
    Hello,

    { $organisation } has noticed you, without knowing your name, for this
    position: { $position }

    Its message:

    { $message }

    You alone decide. If you accept, this organisation will see your names
    and your verified contacts, and nobody else will. If you decline, or do
    not answer within { $days } days, it will learn nothing more.

    To answer, sign in:

    { $link }

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-witnessed-subject = Seko: a consent was recorded for you
mail-witnessed-body =
    Hello,

    An agent who helps people to register has recorded, in your presence,
    a decision of yours in Seko, the registry of the skills of the Malian
    diaspora: { $given ->
        [yes] you agree to
       *[no] you no longer agree to
    } { $purpose ->
        [REGISTRY] being in the registry
        [MATCHING] being proposed for positions
        [CONTACT] being contacted
        [SHARE_WITH_PARTNER] being shown to partners under a pseudonym
        [FORUM] being invited to forums
        [STATISTICS] being counted in statistics
       *[RESEARCH] your data serving research
    }.

    You can read and change your decisions at any time.

    { $link }

    It was not you? Sign in and change the decision, and tell the
    ministry's data-protection officer.

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-unknown-subject = Seko: there is no account under this address
mail-unknown-body =
    Hello,

    Somebody, probably you, has asked for a new password with Seko, the
    registry of the skills of the Malian diaspora, run by the Ministry of
    Malians Abroad and African Integration. There is no account under this
    address.

    If you have registered, it was under another address: ask again with
    that one. If you have not registered yet, this is the place:

    { $link }

    It was not you? Do nothing: somebody has probably mistyped their
    address. We have not kept yours.

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-test-subject = Seko: test e-mail
mail-test-body =
    Hello,

    This test e-mail comes from Seko, the registry of the skills of the
    Malian diaspora. If it has reached you, sending e-mails works.

    You did not expect it? It asks for nothing: you can delete it.

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-factor-set-subject = Seko: your second factor is set up
mail-factor-set-body =
    Hello,

    From now on, signing in to Seko with this address takes a code of your
    authenticator beside your password. Your other sessions are ended.

    If this was not you, choose a new password at once and tell the
    ministry:

    { $link }

    See you soon,
    Seko, for the Ministry of Malians Abroad
mail-factor-gone-subject = Seko: your second factor is removed
mail-factor-gone-body =
    Hello,

    The second factor of your Seko account was removed. Your password alone
    opens it now; roles that need a second factor wait until you set one up.

    If you did not ask for this, choose a new password at once and tell the
    ministry:

    { $link }

    See you soon,
    Seko, for the Ministry of Malians Abroad

# Pages: the frame.
page-language-name = English
page-skip = Go to the content
page-home = Seko, front page
page-navigation = Navigation
page-privacy-link = Your data
page-footer = Seko is run by the Ministry of Malians Abroad and African Integration.
page-esco = This service uses the ESCO classification of the European Commission.
page-home-link = Back to the front page

# Pages: the front page.
page-front-title = The registry of the skills of the Malian diaspora
page-front-lead = “Seko” is Bambara for know-how: here Malians abroad say what they can do, institutions in Mali say what their projects need, and the ministry brings them together and explains every choice.
page-front-member-title = You live abroad
page-front-member-text = You register once, see which projects need you and what you still lack, and go on missions, on site or remotely.
page-front-partner-title = You host or support
page-front-partner-text = University, hospital, town, association or international organisation: you describe your needs and follow the missions.
page-front-staff-title = You work at the ministry
page-front-staff-text = You find the right person, propose them and defend the choice, point by point.
page-front-run-title = Who runs Seko
page-front-run-text = Seko is run by the Ministry of Malians Abroad and African Integration, with the International Organization for Migration (IOM), UNDP and its TOKTEN programme, and the European Union.
page-front-data-title = What happens to your data
page-front-data-consent = Each use needs your consent; you withdraw it whenever you want.
page-front-data-partner = A partner sees your profile only under a pseudonym, and only if you agree.
page-front-data-never = We never ask for your ethnicity, religion, health, criminal record or asylum story.
page-front-data-sale = Your data are neither sold nor used for advertising.
page-front-data-link = Read the whole notice
page-front-mail-title = Did you get an e-mail from Seko?
page-front-mail-text = Open the link in it: it leads to a page of this site, where one button is enough. We never ask for a password by e-mail.
page-front-developers-title = For developers
page-front-developers-text = This installation is in development mode: mails go to a folder, and the page for trying queries is open.
page-front-graphiql = Try queries with GraphiQL
page-front-schema = Read the GraphQL schema

# Pages: confirming an address.
page-verify-title = Confirm your address
page-verify-text = One step is left: press the button to confirm that the e-mail address to which we wrote is yours.
page-verify-button = Confirm my address
page-verify-done-title = Your address is confirmed
page-verify-done-text = Thank you. You can close this page, sign in and complete your profile.
page-verify-again = If your address is confirmed already, sign in. If not, register again with the same address: you will get a new link.

# Pages: choosing a password.
page-reset-title = Choose a new password
page-reset-text = Once the password is changed, all your devices will be signed out and you will sign in with the new one.
page-reset-label = New password
page-reset-hint = Ten characters at least; a sentence that you will remember does very well. You enter it only once: after a typing error you can ask for another link.
page-reset-button = Save this password
page-reset-done-title = Your password is changed
page-reset-done-text = All your devices are signed out. You can close this page and sign in with the new password.
page-reset-again = To get a new link, ask for a new password once more.

# Pages: the notice.
page-privacy-title = Your data
page-privacy-purposes = The consents, word for word
page-privacy-none = No notice is in force yet, and no data are asked for without one. Come back later.

# Pages: what could not be done.
page-problem-title = This could not be done
page-link-title = This link is incomplete
page-link-text = A part of it is missing. Go back to our e-mail and open the whole link, or copy the whole of it into the address bar.
page-missing-title = This page does not exist
page-missing-text = The address may be mistyped, or the page may have moved. Start again from the front page.
page-method-title = This page does not open in this way
page-method-text = Open it by a link, or send the form that it contains.
page-foreign-title = This request comes from another site
page-foreign-text = To be safe it was not followed, and nothing has changed. Open the link of our e-mail yourself, then press the button.
page-form-title = The form could not be read
page-form-text = Nothing has changed. Go back to the previous page, then send the form that it contains.
page-form-large = It is longer than this page accepts, and nothing has changed. Go back to the previous page, then shorten what you have written.
page-form-slow = It did not arrive in time, and nothing has changed. Check your connection, then send it again.

# The door: GraphQL over HTTP.
door-not-acceptable = This service answers in application/graphql-response+json or application/json; the Accept header admits neither.
door-method = Use POST, or GET for a query.
door-mutation-by-get = A mutation can only be sent by POST.
door-content-type = The body must be JSON in UTF-8, with the header “Content-Type: application/json”.
door-content-encoding = Compressed bodies are not accepted: send the JSON as it is.
door-body-too-large = The body is over the limit of { $limit } bytes.
door-body-timeout = The body did not arrive in time.
door-body-broken = The body is incomplete.
door-bad-json = The body is not valid JSON in UTF-8, or it is nested too deeply.
door-batch = Lists of requests are not accepted: send one request at a time.
door-not-an-object = The body must be a JSON object with the member “query”.
door-query-missing = The parameter “query”, the text of the request, is missing.
door-parameter-type = The parameter “{ $name }” is not of the type expected.
door-persisted-query = This query is not stored here: send its text.
door-cross-site = A GET request that comes from another site, or with a cookie, is refused.
door-purpose = The header Seko-Purpose must be STAFFING, VERIFICATION, ASSISTED_REGISTRATION, SUBJECT_REQUEST, REPORTING or SUPPORT.
door-idempotency-key = The header Idempotency-Key must have 1 to 200 visible ASCII characters.
door-timeout = The answer took too long: ask for less at a time, or try again later.
door-operation-unknown = The document has no operation of this name.
door-operation-ambiguous = The document has several operations, or none: name one in “operationName”.
door-document-too-large = The document is too long or nested too deeply.
door-depth = The query is too deep: at most { $limit } levels.
door-introspection-depth = The introspection is too deep: at most { $limit } levels.
door-introspection-nodes = The introspection asks for too much at a time.
door-introspection-lists = The introspection nests too many lists of types and fields.
door-introspection-off = Introspection is switched off on this installation.
door-unexplained = This does not fit the schema. Explanations are switched off on this installation.
door-root-fields = The query has too many fields at its root: at most { $limit }.
door-aliases = The query has too many aliases: at most { $limit }.
door-directives = The query has too many directives: at most { $limit }.
door-nodes = The query asks for too much at a time: at most { $limit } fields, each page counted. Ask for smaller pages.
problem-position-ended = This position is neither a draft nor open: it can no longer be changed. Create a new position.

# Suggestions: skills from an occupation or a text.
suggestion-nothing-given = Nothing was given to go by. Give an occupation (“occupation”), a text (“text”), or both.
suggestion-text-too-long = The text (“text”) is too long. Shorten it to { $most } characters at most, or send it in parts.
suggestion-occupation-unknown = This occupation (“occupation”) is not known. Choose it from the list of occupations.

# Documents: files of a member.
document-kind = The parameter “kind” must be CV, DIPLOMA or EVIDENCE.
document-media-type = This type of file is not accepted. Send a PDF, a JPEG or PNG image or a Word document (.docx), with its Content-Type header.
document-content = The content of this file is not what its type says, or the file is damaged. Save it again as a PDF, then send that.
document-empty = This file is empty. Choose another one.
document-refused = This file was refused by the virus check. Check your device, then send another version of the document.
document-method = Send a document by POST to /documents; read it by GET, at the address in its field “url”.

# Published statistics: tables, and the values they tell apart.
statistics-country-gender-age = Members by country of residence, gender and age
statistics-country-occupation-gender = Members by country of residence, occupation and gender
statistics-country-education-gender = Members by country of residence, level of education and gender
statistics-occupation-education-gender = Members by occupation, level of education and gender
statistics-occupation-gender-age = Members by occupation, gender and age
statistics-country-gender-year = Members by country of residence, gender and year of registration
statistics-project-sector-year = Projects by sector and year of their beginning
statistics-project-target-year = Projects by target of the Sustainable Development Goals and year of their beginning
statistics-all = All
statistics-unknown = Not stated
statistics-occupation-unknown = Occupation not stated
statistics-occupation-armed-forces = Armed forces occupations
statistics-occupation-managers = Managers
statistics-occupation-professionals = Professionals
statistics-occupation-technicians = Technicians and associate professionals
statistics-occupation-clerks = Clerical support workers
statistics-occupation-services = Service and sales workers
statistics-occupation-agriculture = Skilled agricultural, forestry and fishery workers
statistics-occupation-crafts = Craft and related trades workers
statistics-occupation-operators = Plant and machine operators and assemblers
statistics-occupation-elementary = Elementary occupations
statistics-education-unknown = Education not stated
statistics-gender-female = Women
statistics-gender-male = Men
statistics-gender-other = Another gender
statistics-gender-undisclosed = Gender not stated
statistics-age = { $from }–{ $to } years
statistics-age-open = { $from } years and over
statistics-age-unknown = Age not stated
