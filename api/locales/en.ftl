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
problem-unreadable = This value does not have the expected form.
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
problem-claim-code = This code cannot be used: it is wrong, too old or was used already. Check it on the paper that the agent gave you, or go back to the agent.
problem-claim-none = No profile waits for your e-mail address, or several do. Enter the code that the agent gave you.
problem-claim-member = You have a profile already, and one is enough. Complete the one you have.
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
problem-address = Give an e-mail address, for example name@example.org, or a telephone number with its country code, for example +223 70 00 00 00.
problem-phone-shut = Signing in by telephone is not open here. Give an e-mail address.
problem-sign-in-code = This code is wrong, too old or used before. A code works for ten minutes, until the next is sent, and is lost after five tries: check it, or ask for a new one.
problem-member-already = You are in the registry already. Complete your profile instead of registering again.
problem-unproved = The address of this account is not confirmed yet. Sign in with a code sent to that address.
problem-only-way-in = This number is your only way to sign in. Confirm another one first.
problem-phone = This telephone number is incomplete. Write it with its country code, for example +223 70 00 00 00.
problem-website = This web address is not valid. Write it in full, for example https://www.example.org.
problem-sector = This sector is not in the OECD DAC classification. Choose one from the list.
problem-compact-objective = The Global Compact for Migration has the objectives 1 to 23. Choose one of them, for example 19.
problem-sdg-target = This target is not in the list of the Sustainable Development Goals. Choose one from the list, for example 4.3.
problem-currency = This currency is not known. Give its code of three letters, for example XOF or EUR.
problem-isced-field = This field of study is not in the ISCED list. Choose one from the list.
problem-project-ended = This project is completed or cancelled: it takes no more positions. Choose a project that is under way.
problem-ministry-decides = The ministry decides from here on: this project or position is no draft any more. Turn to the ministry.
problem-other-organisation = This account acts for another organisation already. Use another address.
problem-agreement-wider = Members agreed to less than this: an agreement can only come to share less. Conclude a new agreement for more.
problem-agreement-other-purpose = Members agreed to this purpose: it stays as it is. Conclude a new agreement for another.
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
completeness-verify = Confirm an address or a number by which you can be reached. You do it in your account.
completeness-matching = Agree to be proposed for positions: without your consent nobody proposes you.
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
mail-code-subject = Seko: your sign-in code
mail-code-body =
    Hello,

    This is the code to sign in to Seko, the registry of the skills of the
    Malian diaspora:

    { $code }

    Type it into the page where you asked for it. It works once, for
    { $minutes } minutes. Give it to nobody, not even to us.

    It was not you? Do nothing: without this code nobody gets in.

    See you soon,
    Seko, for the Ministry of Malians Abroad
sms-code = Seko: { $code } is your sign-in code, good for { $minutes } minutes. Give it to nobody.
mail-phone-subject = Seko: a telephone now opens your account
mail-phone-body =
    Hello,

    The number { $phone } has just been confirmed in your profile in Seko,
    the registry of the skills of the Malian diaspora. From now on a code
    sent to that number is enough to sign in.

    It was not you? Sign in, remove this number from your profile and end
    the other sessions.

    { $link }

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

    With the code of your receipt you can check at the address below that
    it was done. Backups keep erased data for a while, and are then
    overwritten.

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
mail-assisted-subject = Seko: your profile is waiting for you
mail-assisted-body =
    Hello,

    An agent has registered you, in your presence, in Seko, the registry of
    the skills of the Malian diaspora, run by the Ministry of Malians Abroad
    and African Integration. You gave them this address.

    To make this profile yours, sign in with this address, or give the code
    that the agent handed you, until { $day }:

    { $link }

    Until then your profile is not proposed for any position. After that day
    it will be deleted.

    It was not you? Do nothing: nobody takes this profile over, and it will be
    deleted.

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
page-front-start = Register or come in
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
statistics-project-objective-year = Projects by objective of the Global Compact for Migration and year of their beginning
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

## What pages have in common

page-date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year }
page-moment = { $date } at { $hour }:{ $minute } (UTC)
page-save = Save
page-choose-none = — Choose —
page-form-mend = To be corrected
page-stale-form-title = This form is no longer valid
page-stale-form-text = Nothing was changed. The page stayed open since you signed in or out, or your browser refuses the cookies that our forms need. Go back, reload the page and send it again. If your browser runs scripts, what you wrote on our longer forms is kept on your device.
page-draft-restored = This is what you had begun to write on this device. Read it over, then save.
page-draft-unkept = No connection. Leave this page open: it will be sent as soon as the connection is back.
page-draft-offline = No connection. What you wrote is kept on this device and will be sent as soon as the connection is back.
page-done-saved = Saved.
page-done-added = Added.
page-done-removed = Removed.
page-done-signed-out = You are signed out of this device.
page-nav-me = My profile
page-nav-matches = Projects for me
page-nav-data = My data
page-nav-desk = Desk
page-nav-start = Come in
page-nav-sign-out = Sign out

## Signing in with a password

page-password-title = Sign in with a password
page-password-text = A password is optional: a code that we send you is enough.
page-password-email = E-mail address
page-password-label = Password
page-password-code = Code of your authenticator app
page-password-code-hint = Only if you set one up: six digits, or a recovery code.
page-password-button = Sign in

## Profile

page-me-title = My profile
page-me-hello = Hello { $name }
page-me-progress = Your profile
page-me-complete = Your profile is complete. Come back when something changes.
page-me-next = What would still help
page-me-profile = What you have written
page-standing-active = You are in the registry
page-standing-active-text = Projects that need you appear under “Projects for me”.
page-standing-draft = Your registration is not finished
page-standing-draft-text = Confirm your address or your number: only then does your profile count.
page-standing-paused = Your profile is paused
page-standing-paused-text = Nobody proposes you for a project until you resume.
page-standing-dormant = Your profile is asleep
page-standing-dormant-text = You have not confirmed it for a long time. To wake it up, open “My data”, then “Pause, leave, erase”.
page-standing-withdrawn = You have left the registry
page-standing-withdrawn-text = During the grace period you can still come back, under “My data”.
page-details-title = Who you are
page-details-given = Given names
page-details-family = Family names
page-details-headline = You in one sentence
page-details-headline-hint = For example: “Mason, fifteen years on building sites in Abidjan”.
page-details-country = Country where you live
page-details-city = City
page-details-home = Home region in Mali
page-details-home-hint = Your family’s, or the one where you would like to act.
page-details-nationality = Nationality
page-details-nationality-hint = A second one can be chosen once the first is saved.
page-details-nationality-number = Nationality { $count }
page-details-birth = Year of birth
page-details-optional = Optional.
page-details-gender = Gender
page-details-return = After a stay in Mali, can you return to the country where you live?
page-details-return-hint = Some missions ask for it, so that nobody loses their residence permit.
page-gender-f = Woman
page-gender-m = Man
page-gender-x = Other
page-gender-undisclosed = I prefer not to say
page-return-yes = Yes
page-return-no = No
page-return-unknown = I do not know yet

## Profile: what the pages of sections share

page-step-label = Next in your registration
page-step-next = Next step
page-step-back = Back to my profile
page-section-add = Add
page-section-change = Change
page-section-change-named = Change: { $name }
page-section-remove = Remove
page-section-remove-named = Remove: { $name }
page-section-remove-title = Remove “{ $name }”?
page-section-remove-text = What is removed does not come back by itself: you would have to write it again.
page-section-keep = Keep
page-day-unreadable = This date cannot be read. Write it like 17/03/2015, 03/2015 or 2015.
page-day-hint = Day, month and year, for example 17/03/2027.
page-day-optional-hint = Optional. Day, month and year, for example 17/03/2015; the year alone will do.
page-day-month-hint = Month and year, for example 03/2015. If you no longer know the month, the year will do.
page-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[other] December
 } { $year }

## Profile: skills

page-skill-title = My skills
page-skill-count = { $count ->
    [0] Still empty
    [one] { $count } skill
   *[other] { $count } skills
}
page-skill-lead = Your skills are how you are found: everything counts, trades learnt at school and trades learnt on the job.
page-skill-none = You have not written any skill yet. Search for one above, or start from your occupation.
page-skill-own = What you can do
page-skill-add = Add a skill
page-skill-find = What can you do?
page-skill-find-hint = One word will do, in French or English, even misspelt: masonry, welding, accounting.
page-skill-search = Search
page-skill-found = { $count ->
    [one] { $count } skill found
   *[other] { $count } skills found
}
page-skill-found-none = Nothing was found for “{ $name }”. Try another word, or propose this skill.
page-skill-matched = Also called: { $name }
page-skill-held = Already in your profile.
page-skill-add-named = Add: { $name }
page-skill-level = How well?
page-skill-level-hint = If you raise the level, what others confirmed will have to be confirmed again.
page-skill-level-learning = I am learning
page-skill-level-helped = I can do it with help
page-skill-level-alone = I can do it on my own
page-skill-level-explaining = I can do it and explain it
page-skill-level-leading = I teach it, I lead others
page-skill-years = Years of practice
page-skill-years-optional = Years of practice (optional)
page-skill-last = Year you last did it
page-skill-wish = For a mission
page-skill-wish-yes = I am willing to use it for a project in Mali
page-skill-evidence = What shows it
page-skill-evidence-hint = Tick what proves this skill: it will count for more.
page-skill-evidence-none = Nothing yet. Add an experience, an education, a certificate or a document, then come back and tick it here.
page-skill-practice = { $count ->
    [one] { $count } year of practice
   *[other] { $count } years of practice
}
page-skill-used-in = Last time in { $name }
page-skill-claimed = You say so.
page-skill-evidenced = Backed by your experience, education or a document.
page-skill-endorsed = Confirmed by somebody who worked with you.
page-skill-proven = Shown on a mission.
page-skill-verified = Checked by the ministry.
page-skill-unwanted = Not for a mission.
page-skill-proposed = Proposed by you: the ministry is looking at it.
page-skill-propose = Not there? Propose this skill
page-skill-propose-text = It is in your profile at once. Projects will see it once the ministry has accepted it.
page-skill-propose-label = What do you call it?
page-skill-propose-type = What is it?
page-skill-type-skill = Something one can do
page-skill-type-knowledge = Something one knows
page-skill-propose-meaning = What it consists of (optional)
page-skill-propose-button = Propose and add

## Profile: several skills at once

page-suggestion-title = Add several skills
page-suggestion-essential = What everybody in this occupation can do
page-suggestion-optional = What many can do as well
page-suggestion-found = What we recognised
page-suggestion-ticked = What you ticked
page-suggestion-tick = Tick what you can do. You can change the level of each skill afterwards.
page-suggestion-level = How well, for everything that is ticked?
page-suggestion-level-hint = You can change each level afterwards.
page-suggestion-add = Add what is ticked
page-suggestion-occupation-title = Start from my occupation
page-suggestion-occupation-text = Say your occupation: we show the skills that go with it, and you tick yours.
page-suggestion-occupation-find = Your occupation
page-suggestion-occupation-hint = For example: bricklayer, nurse, accountant.
page-suggestion-occupation-none = No occupation was found for “{ $name }”. Try another word.
page-suggestion-occupation-all = You have every skill of this occupation already.
page-suggestion-text-title = Start from my CV
page-suggestion-text-text = Paste a part of your CV: we look for skills in it, and you keep those that are right. What you paste is neither kept nor read by anybody.
page-suggestion-text-label = Your text
page-suggestion-text-hint = From 20 words to a page: { $count } characters at most.
page-suggestion-text-button = Look into this text
page-suggestion-text-read = What your text says
page-suggestion-text-check = What is highlighted was recognised. Untick what is not yours, say how well, then add.
page-suggestion-text-none = No new skill was recognised in this text. Add a sentence about what you do, or search for each skill by name.
page-suggestion-text-again = Another text

## Profile: languages

page-language-title = My languages
page-language-count = { $count ->
    [0] Still empty
    [one] { $count } language
   *[other] { $count } languages
}
page-language-lead = Say which languages you speak, those of Mali first.
page-language-none = You have not written any language yet. Add at least the one you speak at home.
page-language-add = Add a language
page-language-code = Language
page-language-speaking = I speak it
page-language-listening = I understand it
page-language-reading = I read it
page-language-writing = I write it
page-language-speaking-at = Speaking: { $name }
page-language-listening-at = Understanding: { $name }
page-language-reading-at = Reading: { $name }
page-language-writing-at = Writing: { $name }
page-language-a1 = A few words (A1)
page-language-a2 = I get by (A2)
page-language-b1 = At ease in daily life (B1)
page-language-b2 = At ease at work (B2)
page-language-c1 = Fluently (C1)
page-language-c2 = Perfectly (C2)
page-language-native = It is my mother tongue

## Profile: experiences

page-experience-title = My experience
page-experience-count = { $count ->
    [0] Still empty
    [one] { $count } experience
   *[other] { $count } experiences
}
page-experience-lead = Jobs, associations, research, trades learnt on the job: tell what you have done.
page-experience-none = You have not told anything yet. Begin with your present work.
page-experience-add = Add an experience
page-experience-kind = What is it?
page-experience-work = Paid work
page-experience-informal = Learnt and done on the job
page-experience-community = Voluntary work
page-experience-research = Research
page-experience-mission = Mission in Mali
page-experience-what = Your role
page-experience-what-hint = For example: “Masonry team leader”.
page-experience-employer = Company, association or person you did it for
page-experience-country = Country
page-experience-starts = Start
page-experience-ends = End
page-experience-ends-hint = Leave empty if it goes on.
page-experience-description = What you did
page-experience-description-hint = Optional. Two or three sentences will do.
page-experience-since = Since { $name }

## Profile: education

page-education-title = My education and training
page-education-count = { $count ->
    [0] Still empty
    [one] { $count } course
   *[other] { $count } courses
}
page-education-lead = School, apprenticeship, university: all that trained you.
page-education-none = You have not written anything here yet. Add your last diploma, or your last year of school.
page-education-add = Add education or training
page-education-level = Level
page-education-level-early = Before primary school
page-education-level-primary = Primary school
page-education-level-lower = Lower secondary school
page-education-level-upper = Upper secondary or vocational school
page-education-level-post-secondary = Training after secondary school, outside university
page-education-level-short = Two years of higher education
page-education-level-bachelor = Bachelor’s degree or equivalent
page-education-level-master = Master’s degree, engineering, medicine or equivalent
page-education-level-doctor = Doctorate
page-education-what = Diploma or course
page-education-what-hint = For example: “Vocational certificate in masonry” or “Bachelor of management”.
page-education-field = Field
page-education-institution = School, centre or university
page-education-country = Country
page-education-year = Year of completion
page-education-year-hint = Leave empty if it goes on.
page-education-in = Completed in { $name }
page-education-open = Under way

## Profile: availability

page-availability-title = My availability
page-availability-count = { $count ->
    [0] Still empty
    [one] { $count } period
   *[other] { $count } periods
}
page-availability-lead = Say when and how you could go, or help from afar. Nothing binds you: you are always asked first.
page-availability-none = You have not said any period yet. Without one, nobody knows when to propose a mission to you.
page-availability-add = Add a period
page-availability-starts = From
page-availability-ends = Until
page-availability-ends-hint = Leave empty if you do not know yet.
page-availability-modes = How
page-availability-on-site = On site, in Mali
page-availability-remote = Remotely, from where I live
page-availability-hybrid = A bit of both
page-availability-days = Days a year, at most
page-availability-days-hint = Optional. For example 30, for a month.
page-availability-units = Where in Mali, preferably
page-availability-units-hint = Tick nothing if anywhere suits you.
page-availability-from = From { $name }
page-availability-in = Preferably: { $name }
page-availability-a-year = { $count ->
    [one] { $count } day a year at most
   *[other] { $count } days a year at most
}

## Profile: credentials

page-credential-title = My certificates and licences
page-credential-count = { $count ->
    [0] Still empty
    [one] { $count } certificate
   *[other] { $count } certificates
}
page-credential-lead = Driving licence, authorisation, registration with a professional body, welding certificate: what an organisation has issued to you.
page-credential-none = You have not written any yet. If you have none, go on to the next step.
page-credential-add = Add a certificate or licence
page-credential-what = Name of the certificate
page-credential-what-hint = For example: “Lorry driving licence” or “Electrical authorisation”.
page-credential-issuer = Issued by
page-credential-issuer-hint = The organisation, school or country.
page-credential-number = Number
page-credential-issued = Issued on
page-credential-expires = Valid until
page-credential-expires-hint = Leave empty if it has no end.
page-credential-numbered = Number { $name }
page-credential-issued-on = Issued on { $name }
page-credential-until = Valid until { $name }

## Profile: documents

page-document-title = My documents
page-document-count = { $count ->
    [0] Still empty
    [one] { $count } document
   *[other] { $count } documents
}
page-document-lead = CV, diplomas, certificates. You alone choose who reads them.
page-document-none = You have not sent any document yet. A clear photo of a diploma will do.
page-document-add = Send a document
page-document-kind = What is it?
page-document-cv = CV
page-document-diploma = Diploma or certificate
page-document-evidence = Other proof of a skill
page-document-name = Name of the document
page-document-name-hint = For example: “Masonry certificate 2009”.
page-document-file = File
page-document-hint = PDF, photo (JPEG or PNG) or Word (.docx), { $name } at most.
page-document-button = Send
page-document-save = Save to my device
page-document-save-named = Save to my device: { $name }
page-document-missing = Choose a file.
page-document-large = This file is too large: { $name } at most. Take a lighter photo, or save it as a PDF, then choose it again.
page-document-unknown = This file is no PDF, JPEG or PNG image or Word document (.docx), or it is damaged. Save it as a PDF, then choose it again.
page-document-kilobytes = { $count } kB
page-document-megabytes = { $count } MB
## Projects for me

page-match-title = Projects for me
page-match-lead = These open positions ask for what you can do, the closest to you first.
page-match-filter = Choose among these positions
page-match-filter-mode = Way of working
page-match-filter-unit = Region
page-match-filter-sector = Field
page-match-filter-programme = Programme
page-match-filter-complete = What is asked
page-match-filter-button = Show these positions
page-match-all = All
page-match-complete = Only positions where I lack nothing essential
page-match-next = See more
page-match-very-well = You fit very well
page-match-well = You fit well
page-match-partly = You fit in part
page-match-a-little = You fit a little
page-match-score = { $count } out of 100
page-match-known = You know: { $name }
page-match-close = You know something close: { $name }
page-match-missing = You lack: { $name }
page-match-below = { $name }: level { $asked } is asked, yours is { $own }
page-match-desired-name = { $name } (desired)
page-match-more = { $names } and { $count ->
    [one] one more
   *[other] { $count } more
 }
page-match-exact = You know exactly this.
page-match-narrower = What you know is more specific: { $name }.
page-match-broader = What you know is more general: { $name }.
page-match-related = You know something close: { $name }.
page-match-nothing = You lack this.
page-match-level = Level asked: { $count } out of 5.
page-match-levels = Level asked: { $asked } out of 5; yours: { $own }.
page-match-not-recent = You have not used it for more than five years.
page-match-unproved = Nothing proves it yet: add an experience, a diploma or a document.
page-match-evidenced = An experience, a diploma or a document proves it.
page-match-endorsed = Somebody who worked with you confirms it.
page-match-mission = You have shown it on a mission.
page-match-verified = The ministry has checked it.
page-match-essential = Essential
page-match-desired = Desired
page-match-draft = Your registration is not finished. Confirm your address or your number: then positions appear here.
page-match-draft-link = See my address and number
page-match-paused = Your profile is paused: no position is proposed to you.
page-match-paused-link = Resume
page-match-dormant = Your profile is asleep, since you have not confirmed it for a long time. Resume it to see positions.
page-match-withdrawn = You have left the registry. Come back to see positions.
page-match-no-consent = To look for positions for you we need your agreement. You can take it back whenever you like.
page-match-no-consent-link = Read and give my agreement
page-match-no-skill = First say what you can do: one skill is enough to begin.
page-match-no-skill-link = Add a skill
page-match-filtered = No position goes with these choices.
page-match-filtered-link = See all positions for me
page-match-none = No open position asks today for what you can do. New positions come often. The more precise your profile, the more we find: add skills, your languages and when you are available.
page-match-none-link = Complete my skills
page-gate-language = Language asked: { $name }
page-gate-language-missing = Language asked, which you have not stated: { $name }
page-gate-language-below = Language asked, at a higher level than yours: { $name }
page-gate-mode = This way of working suits you
page-gate-dates = You are available on these dates
page-gate-return = You can return to where you live
page-gate-not-stated = When you are available is still to be said
page-gate-return-unknown = Right of return to be confirmed
page-gate-mode-refused = You have not accepted this way of working
page-gate-not-then = You are not available on these dates
page-gate-other-mode = For these dates you chose another way of working
page-gate-no-return = You could not return to where you live
page-gate-not-active = Your profile is not active
page-gate-no-contact = No address and no number is confirmed
page-gate-no-consent = You have not agreed that we look for positions for you

## A position

page-position-mali = Mali
page-position-closes = Come forward by the end of { $name }
page-position-seats = { $count ->
    [one] One person
   *[other] { $count } people
 }
page-position-language = { $name } (level { $level })
page-position-language-native = { $name } (first language)
page-position-dates = From { $from } to { $to }
page-position-from = From { $name }
page-position-until = Until { $name }
page-position-dates-open = Dates to be agreed
page-position-on-site = On site, in Mali
page-position-remote = Remote, from your home
page-position-hybrid = Partly on site, partly remote
page-position-host = Institution
page-position-place = Place
page-position-mode = Way of working
page-position-when = Dates
page-position-people = Looking for
page-position-languages = Languages
page-position-programme = Programme
page-position-sector = Field
page-position-work = The work
page-position-project = The project
page-position-asked = What is asked
page-position-mend = Complete
page-position-enter = Enter to see how you fit this position
page-position-back = See the projects for me
page-position-gone-title = This position is no longer open
page-position-gone-text = It was filled or closed, or the link is incomplete. Other positions may be waiting for what you can do.

## Positions that are kept

page-saved-title = My kept positions
page-saved-none = You keep no position. On the page of a position, the button “Keep this position” puts it here.
page-saved-keep = Keep this position
page-saved-drop = Keep no longer
page-saved-since = Kept since { $name }
page-saved-closed = No longer open

## My data

page-done-mailed = The mail is on its way.
page-data-title = My data
page-data-lead = Your data are yours. Here you see who reads them, and you decide what is done with them.
page-data-next = See more
page-data-readers = Who has read my data
page-data-readers-text = Every reading by somebody else, with its reason.
page-data-consents = My agreements
page-data-consents-text = What you accept, and what you take back.
page-data-visibility = Who may read what
page-data-visibility-text = You choose for each sensitive piece of information.
page-data-requests = Requests
page-data-requests-text = What partners ask of you, and what you ask.
page-data-corrections = What has changed
page-data-corrections-text = The history of your profile.
page-data-export = Take my data with me
page-data-export-text = A file with everything we hold about you.
page-data-sessions = My signed-in devices
page-data-sessions-text = The telephones and computers on which you came in.
page-data-account = My account
page-data-account-text = Address, telephone, language and password.
page-data-leave = Pause, leave, erase
page-data-leave-text = You stop for a while, or for good.
page-data-erasure = Your data will be erased on { $name }. You can still prevent it.
page-data-asked = { $count ->
    [one] A partner is waiting for your answer.
   *[other] { $count } partners are waiting for your answer.
 }
page-data-renew = { $count ->
    [one] The notice has changed: we ask you again for an agreement.
   *[other] The notice has changed: we ask you again for { $count } agreements.
 }
page-data-reached = How you are reached
page-data-email = E-mail address
page-data-phone = Telephone
page-data-verified = Confirmed
page-data-unverified = To be confirmed
page-data-language = Language
page-data-language-label = Language of pages and mails
page-data-password = Password
page-data-password-text = A password is optional. We send you a mail with a link to choose one; all your devices will then be signed out.
page-data-password-button = Get the link
page-contact-title = Confirm { $name }
page-contact-text = Ask for a code by text message, then enter it here. With this number you can also come into Seko.
page-contact-send = Get a code by text message
page-contact-confirm = Confirm this number
page-contact-remove = Remove this number
page-contact-back = Back to my account
page-contact-no-sms = This site sends no text messages at the moment, so this number cannot be confirmed here.
page-contact-add-title = Add a telephone
page-contact-add = Add this number

## My data: who has read them

page-reader-lead = Each time somebody else reads a sensitive piece of your profile, it is written here, and nobody can delete it.
page-reader-none = Nobody has read your sensitive information yet.
page-reader-when = When
page-reader-who = Who
page-reader-what = What
page-reader-why = Why
page-reader-choose = Choose who may read what
page-reader-ask = Ask about a reading
page-reader-staff = The ministry’s staff
page-reader-dpo = The data-protection officer
page-reader-agent = An agent who helps to register
page-reader-partner = A partner
page-reader-partner-named = A partner: { $name }
page-reader-system = The service itself
page-reader-staffing = To look for people for a project
page-reader-verification = To check what is stated
page-reader-registration = To register you in your presence
page-reader-request = To answer a request about your data
page-reader-reporting = To write a report
page-reader-support = To help you
page-part-names = Your names
page-part-birth = Your year of birth
page-part-city = The city where you live
page-part-employer = Your employers
page-part-contact = Your address and your telephone
page-part-documents = Your documents and their numbers
page-part-words = What you wrote about yourself

## My data: agreements

page-consent-lead = Each use needs your agreement. You give it and take it back with one press; it counts at once.
page-consent-never = No agreement given
page-consent-given = Agreed on { $name }
page-consent-withdrawn = Taken back on { $name }
page-consent-expired = Ended on { $name }
page-consent-newer = The notice has changed since you agreed. Read it again, then confirm or take back.
page-consent-read = Read the notice
page-consent-notice = Read the whole notice
page-consent-again = I confirm
page-consent-give = I agree
page-consent-take-back = Take back my agreement
page-consent-leave = Leave the registry
page-consent-registry = To be in the registry
page-consent-matching = To look for projects for me
page-consent-contact = To contact me about a project
page-consent-share = To show me to partners, without my name
page-consent-forum = To invite me to the Diaspora Forum
page-consent-statistics = To count me in statistics
page-consent-research = To take part in research
page-consent-partner = Partner: { $name }
page-consent-former-partner = A partner whose agreement is over
page-consent-partner-text = For: { $purpose }. The agreement ends on { $day }.
page-consent-without-registry = Without this agreement you are no longer in the registry.
page-consent-without-matching = Without this agreement you are no longer proposed to any project.
page-consent-without-contact = Without this agreement no partner can ask you for contact.
page-consent-without-share = Without this agreement no partner sees your profile, even without your name.
page-consent-without-one-partner = Without this agreement this partner does not see your profile.
page-consent-without-forum = Without this agreement you get no invitation to the Forum.
page-consent-without-statistics = Without this agreement you are counted in no published statistics.
page-consent-without-research = Without this agreement your data serve no research.
page-consent-history = All your decisions
page-consent-older = The 50 newest decisions are here. The file of your data holds them all.
page-consent-gave = Agreement given
page-consent-gave-until = Agreement given, over since,
page-consent-took-back = Agreement taken back
page-consent-by-self = by you.
page-consent-by-agent = before an agent.
page-consent-by-desk = at the Forum’s desk.
page-consent-by-demo = for the demonstration.

## My data: who may read what

page-audience-lead = For each sensitive piece of information you choose who may read it. You yourself always may.
page-audience-default = If you choose nothing, the ministry alone may read it, and must say why. No partner sees your names or your telephone without your yes.
page-audience-who = Who may read this?
page-audience-me = Only me
page-audience-ministry = The ministry, when it says why
page-audience-matched = Also partners whose request for contact I accepted
page-audience-named = Also the partners that I choose
page-audience-partners = Also every partner that finds me within its agreement
page-audience-which = The partners that I choose
page-audience-which-hint = This counts only if you ticked “the partners that I choose”.
page-audience-change = Change
page-audience-back = Back to all the information

## My data: what has changed

page-correction-lead = This is what was written in your profile, and when. Former values are not kept.
page-correction-none = Nothing has been corrected yet.
page-correction-added = You added:
page-correction-changed = You changed:
page-correction-removed = You removed:
page-correction-added-by-others = Added by somebody else:
page-correction-changed-by-others = Changed by somebody else:
page-correction-removed-by-others = Removed by somebody else:
page-section-member = Who you are
page-section-contact = Address or telephone
page-section-skill = A skill
page-section-experience = An experience
page-section-education = An education
page-section-credential = A diploma or certificate
page-section-language = A language
page-section-availability = When you are available
page-section-document = A document
page-section-other = Your profile
page-field-given = given names
page-field-family = family names
page-field-birth = year of birth
page-field-gender = gender
page-field-nationalities = nationalities
page-field-country = country
page-field-city = city
page-field-home = home region
page-field-headline = sentence about you
page-field-return = right of return
page-field-language = language
page-field-concept = skill
page-field-level = level
page-field-years = years
page-field-last-used = last use
page-field-wants = wish to use it
page-field-evidence = proof
page-field-kind = kind
page-field-title = title
page-field-employer = employer
page-field-occupation = occupation
page-field-dates = dates
page-field-description = description
page-field-studies = field of studies
page-field-institution = institution
page-field-issuer = who issued it
page-field-number = number
page-field-speaking = level of the language
page-field-modes = ways of working
page-field-days = days per year
page-field-units = preferred regions
page-field-value = address or number
page-field-verified = confirmation
page-field-other = another detail

## My data: requests

page-asked-title = What partners ask of you
page-asked-text = A partner sees neither your name nor your telephone. If it wants to talk to you, it asks here. If you say yes, it alone sees them, as long as you keep your agreement.
page-asked-none = No partner has asked you anything yet.
page-asked-on = Asked on { $name }
page-asked-open = Answer before { $name }
page-asked-accepted = You said yes on { $name }
page-asked-declined = You said no on { $name }
page-asked-expired = The time for an answer is over
page-asked-yes = Yes, show my name and contact
page-asked-no = No
page-asked-older = Older requests are in the file of your data.
page-request-title = What you ask
page-request-text = The data-protection officer answers within the time that the law sets. You read the answer here.
page-request-kind = What do you ask?
page-request-access = To know what you hold about me
page-request-rectification = To correct something
page-request-erasure = To erase something
page-request-objection = To stop a use
page-request-portability = To take my data elsewhere
page-request-restriction = To keep my data without using them
page-request-words = Say it in your words
page-request-words-hint = For example: “Why did somebody read my address on 3 May?”
page-request-send = Send my request
page-request-received = Received on { $name }
page-request-waits = Answer by { $name }
page-request-worked-on = Under way; answer by { $name }
page-request-answered = Answered on { $name }
page-request-refused = Refused on { $name }
page-request-object-title = No longer be proposed to projects
page-request-object-text = It counts at once: no project is proposed to you any more, and nobody needs to approve it. You can change your mind under “My agreements”.
page-request-object-why = Why
page-request-object-button = No longer propose me

## My data: taking them along

page-export-whole = Everything we hold about you
page-export-whole-text = Your profile, your agreements, who read you, your requests, your devices: everything but passwords. The file is JSON, which software can read.
page-export-whole-button = Download everything
page-export-resume = Your profile for other services
page-export-resume-text = A résumé in the format JSON Resume, which other sites can take over.
page-export-resume-button = Download the résumé
page-export-care = These files are about you: keep them on your own device.

## My data: devices

page-device-lead = If you do not recognise a device, sign it out.
page-device-opened = Signed in on { $name }
page-device-used = Last used on { $name }
page-device-this = This device
page-device-end = Sign out
page-device-end-others = Sign out all the others

## My data: pause, leave, erase

page-leave-pause = Take a break
page-leave-pause-text = Your profile is kept, but no project is proposed to you. You resume whenever you like.
page-leave-pause-button = Pause
page-leave-resume = Resume
page-leave-resume-text = Your profile is back in the registry, and projects appear again. An erasure that was planned is cancelled.
page-leave-resume-button = Resume now
page-leave-agree-label = Your agreement
page-leave-agree = I agree
page-leave-withdraw = Leave the registry
page-leave-withdraw-text = You take back your agreement to be registered: nobody finds you or proposes projects to you any more. Your data are kept for a time, then erased.
page-leave-withdraw-back = You can come back as long as they are not erased: just sign in.
page-leave-withdraw-button = Leave
page-leave-erase = Erase everything
page-leave-erase-text = You leave the registry at once, then everything we hold about you is deleted for good.
page-leave-erase-grace = { $count ->
    [one] You have one day to change your mind.
   *[other] You have { $count } days to change your mind.
 }
page-leave-erase-after = After that nobody can get anything back, not even we.
page-leave-erase-link = Erase my data
page-leave-erase-button = Erase everything
page-leave-reason = Why do you leave?
page-leave-sure = Before you go on
page-leave-understood = I have understood
page-leave-tick = Tick “I have understood” to go on.
page-leave-stay = Change nothing
page-leave-pending = Your data will be erased on { $name }
page-leave-pending-text = Until that day you can change your mind. After it everything is deleted.
page-leave-cancel = Do not erase
page-receipt-made = Your wish to be erased is noted
page-receipt-due = Your data will be erased on { $name }.
page-receipt-code = Code of your receipt
page-receipt-keep = Write this code down: it is shown only here. With it you can check that the erasure has happened, even when you have no account any more.
page-receipt-back = Back
page-receipt-title = Check an erasure
page-receipt-text = Give the code of the receipt that you wrote down. Nothing that you read here says who it was about.
page-receipt-button = Check
page-receipt-unknown = No erasure has this code. Check every sign.
page-receipt-waits = The erasure will happen on { $name }.
page-receipt-cancelled = The erasure was cancelled on { $name }.
page-receipt-erased = Everything was erased on { $name }.
## Coming in

page-start-title = Come in to Seko
page-start-lead = New or already registered, the way is the same: we send you a six-digit code.
page-start-address = E-mail address or telephone number
page-start-address-hint = The number with its country code, for example +225 07 12 34 56 78.
page-start-email = E-mail address
page-start-email-hint = The code arrives there within a minute or so.
page-start-button = Get a code
page-start-nothing = Nothing is published: you then say who sees what.
page-code-title = Enter the code
page-code-lead = We have just sent a code to { $name }. It is good for ten minutes.
page-code-label = Six-digit code
page-code-hint = Nobody from the ministry will ever ask you for this code.
page-code-second-hint = Your account is protected by an authenticator app.
page-code-button = Continue
page-code-again-title = Nothing arrived?
page-code-again-text = Look among unwanted messages, or check that the address or number is right.
page-code-again-button = Send another code
page-code-other = Change the address or number

page-join-title = Register
page-join-lead = Three answers and your consents, and you are in. The rest is filled in at your own pace, on any device.
page-join-awaited-title = A profile is waiting for you
page-join-awaited-text = An agent has already written down a profile for you, with this address or number. Take it over instead of beginning another.
page-desk-consents-title = Their consents
page-desk-consents-legend = What the person agrees to
page-desk-consents-hint = The first is needed to register; without the second no project is proposed to them.
page-join-consents-title = Your consents
page-join-consents-text = Each use of your data needs your consent. You withdraw any of them whenever you like, with one tap.
page-join-consents-legend = What you agree to
page-join-consents-hint = The first is needed to register; without the second no project is proposed to you.
page-join-button = Register
page-join-code-text = Did an agent give you a paper with a code?
page-done-joined = Welcome! You are in the registry.

page-claim-title = Take over my profile
page-claim-link = Take over my profile
page-claim-lead = An agent wrote your profile down with you. Take it over here: it becomes yours, and you alone keep it.
page-claim-awaited = A profile is waiting for the e-mail address that you came in with.
page-claim-mine = It is mine, I take it over
page-claim-other = You have a code
page-claim-code = Code written on the paper
page-claim-code-hint = Dashes and spaces do not matter.
page-claim-button = Take over my profile
page-claim-none = I have no code: register by myself

## Desk

page-desk-title = Register somebody who is present
page-desk-lead = The person is in front of you. They read each consent, or you read it to them, and they leave with a code that puts their profile in their own hands.
page-desk-who = Who it is
page-desk-country = Country where the person lives
page-desk-language = Language of their messages
page-desk-phone = Telephone number
page-desk-phone-hint = Optional, with the country code. Where text messages are in service, the person gets one that says so.
page-desk-does-title = What they can do
page-desk-speaks = Language they speak best
page-desk-speaks-hint = They will add the others.
page-desk-does = In their own words
page-desk-does-hint = For example: “I was a mason in Abidjan, I lay tiles and read plans.” This text is not kept.
page-desk-look = Look for skills
page-desk-skills = Skills recognised
page-desk-skills-hint = Read them over with the person and untick what is not right. They will say how well they master them.
page-desk-nothing = No skill was recognised. Say it in other words, or let the person add them later.
page-desk-consents-text = Tick only what the person agrees to themselves.
page-desk-channel = Where this takes place
page-desk-channel-agent = Consulate or reception centre
page-desk-channel-forum = Desk of a forum
page-desk-proof = Proof of the consent
page-desk-proof-hint = Number of the signed form, and where it is kept.
page-desk-button = Register this person
page-desk-code-title = To be handed to the person
page-desk-code-lead = { $name } is registered, and their profile is waiting. This is their code:
page-desk-code-how = They open this site, come in with their address or number, choose “Take over my profile” and type this code.
page-desk-code-until = It is good until { $name }.
page-desk-code-once = It will not be shown again. Print this page, or copy the code onto paper.
page-desk-next = Register somebody else
