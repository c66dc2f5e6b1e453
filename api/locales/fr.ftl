# Textes pour les personnes, en français. Mêmes clés que en.ftl : le test `both_languages_have_every_text` y veille.
# Chaque problème dit ce qui ne va pas, puis comment y remédier ; aucun code interne n’y paraît.

# Erreurs : ce qui n’a pas pu se faire.
error-bad-user-input = Une valeur envoyée n’a pas la forme attendue. Corrigez-la, puis recommencez.
error-not-found = Ce que vous cherchez n’existe pas ou ne vous est pas accessible. Vérifiez l’adresse, ou connectez-vous avec un autre compte.
error-unauthenticated = Vous n’êtes pas connecté, ou votre session a pris fin. Connectez-vous, puis recommencez.
error-forbidden = Votre compte ne permet pas cette action. Connectez-vous avec un compte qui la permet, ou demandez ce droit à l’administration du registre.
error-rate-limited = Trop de demandes ou d’essais en peu de temps. Réessayez dans { $seconds ->
        [one] une seconde
       *[other] { $seconds } secondes
    }.
error-idempotency-mismatch = Cette clé de reprise (Idempotency-Key) a déjà servi à une autre demande. Envoyez celle-ci avec une nouvelle clé.
error-unavailable = Le service est trop sollicité ou s’arrête un moment. Réessayez dans quelques instants.
error-internal = Une erreur de notre côté empêche de répondre. Réessayez plus tard ; si elle se répète, signalez-la au ministère avec la date et l’heure.

# Problèmes : une valeur à corriger.
problem-empty = Ce champ est vide. Remplissez-le.
problem-too-long = Ce texte est trop long. Raccourcissez-le à { $most } caractères au plus.
problem-control-characters = Ce texte contient des caractères invisibles ou un retour à la ligne de trop. Retapez-le plutôt que de le coller.
problem-out-of-range = Cette valeur est hors des limites. Donnez un nombre entre { $least } et { $most }.
problem-country = Ce pays n’est pas reconnu. Choisissez-le dans la liste des pays (code ISO de deux lettres).
problem-language = Cette langue n’est pas reconnue. Choisissez-la dans la liste des langues (code ISO de trois lettres).
problem-date = Cette date n’est pas vraisemblable. Donnez une année entre 1900 et 2100.
problem-period = La fin précède le début. Corrigez l’une des deux dates.
problem-email = Cette adresse électronique n’a pas la forme attendue. Écrivez-la comme nom@exemple.org, sans espace ni accent.
problem-password = Ce mot de passe n’a pas la bonne longueur. Choisissez-en un de { $least } à { $most } caractères ; une phrase que vous retiendrez convient très bien.
problem-too-many = Il y en a trop : { $most } au plus. Retirez-en d’abord.
problem-unknown-reference = Cet élément n’existe pas ou ne vous est pas accessible. Choisissez-en un autre.
problem-stale-version = Cette fiche a changé entre-temps. Rechargez-la, puis refaites votre modification.
problem-twin = Cet élément est déjà enregistré. Modifiez celui qui existe.
problem-twice = Cet élément figure deux fois. Retirez l’un des deux.
problem-first = Cette taille de page n’est pas acceptée. Demandez de 0 à { $most } éléments.
problem-named-partners = Nommez les partenaires qui peuvent lire cette partie, et seulement si vous avez choisi des partenaires nommés.
problem-order-purpose = L’ordre des noms renseigne sur les noms. Dites pourquoi vous lisez (Seko-Purpose), ou choisissez un autre ordre.
problem-channel = Une décision exprimée en présence arrive par AGENT ou FORUM_DESK. Choisissez l’un des deux.
problem-agent-purpose = Vous agissez pour une personne présente. Indiquez ASSISTED_REGISTRATION comme finalité (Seko-Purpose).
problem-agreement-purpose = Seul un accord de partage avec des partenaires nomme une convention. Retirez la convention.
problem-past = Ce jour est passé. Donnez aujourd’hui ou un jour à venir.
problem-cursor = Ce repère de page n’est pas valable. Reprenez à la première page.
problem-registry-consent = Votre consentement à figurer dans le registre manque. Donnez-le pour être inscrit ou pour redevenir actif.
problem-notice = Ce consentement se rapporte à une notice qui n’est plus en vigueur. Lisez la notice actuelle, puis donnez de nouveau votre consentement.
problem-link = Ce lien ne peut pas servir : il a déjà servi, il est trop ancien ou il est incomplet. Ouvrez le lien entier de notre dernier courriel, ou demandez-en un nouveau.
problem-password-wrong = Ce mot de passe n’est pas le bon. Saisissez-le de nouveau, ou demandez-en un autre.
problem-code-needed = Ce compte a un second facteur. Donnez les six chiffres qu’affiche votre application d’authentification, ou l’un de vos codes de secours.
problem-code-wrong = Ce code est faux, trop ancien ou a déjà servi. Attendez le suivant dans votre application d’authentification, ou donnez un code de secours qui n’a pas encore servi.
problem-code-locked = Trop de codes faux ont été donnés pour ce compte. Donnez un code de secours, ou demandez à l’administration de réinitialiser votre second facteur.
problem-second-factor-none = Ce compte n’a pas de second facteur. Commencez par en installer un.
problem-second-factor-not-started = Il n’y a pas de second facteur à confirmer. Commencez à en installer un, puis donnez le premier code de votre application d’authentification.
problem-second-factor-required = Vos rôles exigent un second facteur. Installez une autre application d’authentification au lieu de retirer celle-ci.
problem-second-factor-own = Personne ne réinitialise son propre second facteur. Retirez-le avec un code, ou demandez à un autre administrateur.
problem-role-member = Ce rôle ne se donne pas : les membres s’inscrivent eux-mêmes. Choisissez un autre rôle.
problem-role-held = Ce compte a déjà ce rôle. Mettez fin à celui qui existe, puis donnez-en un nouveau.
problem-role-organisation = Ce rôle s’exerce pour une organisation. Indiquez laquelle.
problem-role-everywhere = Ce rôle ne s’exerce pas pour une organisation. N’indiquez pas d’organisation.
problem-role-ended = Ce rôle a déjà pris fin. Rechargez la liste.
problem-last-admin = C’est le dernier administrateur. Donnez d’abord ce rôle à quelqu’un d’autre.
problem-moment-past = Ce moment est passé. Indiquez-en un à venir.
problem-sign-in = Cette adresse et ce mot de passe ne vont pas ensemble, ou l’adresse n’est pas encore confirmée. Vérifiez-les, ouvrez le lien de notre courriel ou demandez un nouveau mot de passe.
problem-phone = Ce numéro de téléphone est incomplet. Écrivez-le avec l’indicatif du pays, par exemple +223 70 00 00 00.
problem-website = Cette adresse de site n’est pas valable. Écrivez-la en entier, par exemple https://www.exemple.org.
problem-sector = Ce secteur n’est pas dans la nomenclature du CAD de l’OCDE. Choisissez-en un dans la liste.
problem-sdg-target = Cette cible n’est pas dans la liste des Objectifs de développement durable. Choisissez-en une dans la liste, par exemple 4.3.
problem-currency = Cette monnaie n’est pas reconnue. Donnez son code de trois lettres, par exemple XOF ou EUR.
problem-isced-field = Ce domaine d’études n’est pas dans la liste de la CITE. Choisissez-en un dans la liste.
problem-project-ended = Ce projet est achevé ou annulé : il ne prend plus de postes. Choisissez un projet en cours.
problem-ministry-decides = C’est le ministère qui décide de la suite : ce projet ou ce poste n’est plus un brouillon. Adressez-vous à lui.
problem-other-organisation = Ce compte agit déjà pour une autre organisation. Prenez une autre adresse.
problem-agreement-revoked = Cet accord de partage a été révoqué. Concluez-en un nouveau.
problem-client-revoked = Cette application a été révoquée. Créez-en une nouvelle.
problem-request-answered = Cette demande a déjà reçu une réponse, ou son délai est passé. L’organisation peut en faire une autre.
problem-no-requirements = Ce poste ne demande encore rien. Ajoutez au moins une exigence avant de l’ouvrir.
problem-too-short = Ce texte est trop court. Écrivez au moins { $least } caractères.
problem-erasure-requested = Vous avez déjà demandé votre effacement ; il aura lieu le { $day }. Annulez d’abord cette demande si vous voulez en faire une autre.
problem-no-erasure = Aucun effacement n’est en cours. Il n’y a rien à annuler.
problem-erasure-due = Le jour de l’effacement est venu : il ne peut plus être annulé. Inscrivez-vous de nouveau si vous le souhaitez.
problem-erasure-request = Cette demande ne porte pas sur l’effacement de ce membre, ou elle est close. Choisissez une demande d’effacement ouverte.
problem-open-requests = { $most } de vos demandes sont encore ouvertes, et il ne peut y en avoir davantage. Attendez que l’une d’elles ait sa réponse.
problem-received-on = Ce jour n’est pas possible. Indiquez le jour d’arrivée du courrier, au cours de la dernière année.
problem-refusal-reason = Un refus doit être motivé. Écrivez-en la raison.
problem-answer-missing = La réponse manque. Écrivez ce qui est répondu à la personne.
subject-request-objection = Votre consentement à la mise en relation est retiré : vous n’apparaissez plus dans aucun classement. Vous pouvez le redonner quand vous voulez.
problem-undecided = { $most } de vos propositions attendent encore une réponse, et c’est le plus. Attendez que le personnel ait répondu à l’une d’elles.
problem-label-taken = Le concept « { $label } » porte déjà ce nom. Choisissez ce concept, ou donnez un autre nom.
problem-no-broader = Rien ne dit encore où ce concept se place. Indiquez le concept plus général sous lequel le ranger.
problem-not-current = Ce concept n’est pas en usage, ou c’est le même. Choisissez un autre concept, qui soit en usage.
problem-not-below = Ce concept se range sous celui dont il doit prendre la place. Choisissez-en un autre.
problem-not-replaceable = Seul un concept qu’une version d’ESCO a laissé de côté peut être remplacé, et une seule fois. Choisissez un tel concept.
problem-synonym-known = Le concept s’appelle déjà « { $label } ». Proposez un autre nom.
problem-synonym-unused = Le concept que ce synonyme désigne n’est plus en usage. Refusez le synonyme, ou proposez-le pour un concept en usage.
problem-decided = { $from ->
    [ACCEPTED] Cette proposition est déjà acceptée. Un concept accepté peut encore être fusionné, un synonyme accepté encore être refusé.
    [MERGED] Ce concept a déjà été fusionné avec un autre. Servez-vous de cet autre concept.
   *[other] Cette proposition est déjà refusée. Un synonyme refusé peut encore être accepté ; pour un concept, faites une nouvelle proposition.
}
# Un membre lit des mots ; les états des projets et des postes, qui ne s’adressent qu’au personnel, portent leurs noms.
problem-illegal-move = { $from ->
    [ACTIVE] Votre profil est actif. Vous pouvez le mettre en pause ou vous retirer du registre.
    [PAUSED] Votre profil est en pause. Vous pouvez le réactiver ou vous retirer du registre.
    [DORMANT] Votre profil est en sommeil. Vous pouvez le réactiver ou vous retirer du registre.
    [WITHDRAWN] Vous vous êtes retiré du registre. Vous pouvez seulement y revenir en réactivant votre profil.
   *[other] { $legal ->
        [WITHDRAWN] Votre profil n’est encore qu’un brouillon. Confirmez votre adresse électronique pour l’activer, ou retirez-vous du registre.
       *[other] Ce passage n’est pas possible depuis l’état { $from }. Choisissez l’un de ceux-ci : { $legal }.
    }
}
problem-final-state = { $from ->
    [ERASED] Ce profil a été effacé et ne peut plus changer. Inscrivez-vous de nouveau si vous le souhaitez.
    [MERGED] Ce profil a été réuni à un autre et ne peut plus changer. Modifiez l’autre profil.
   *[other] L’état { $from } est définitif. Si le besoin demeure, créez un nouveau projet ou un nouveau poste.
}

# Ce qui complète encore un profil.
completeness-verify = Confirmez votre adresse électronique : ouvrez le lien que nous vous avons envoyé.
completeness-first-skill = Ajoutez une première compétence : c’est par elle que l’on vous trouve.
completeness-more-skills = Ajoutez d’autres compétences, cinq au moins : vous correspondrez à plus de postes.
completeness-evidence = Appuyez une compétence sur une expérience, une formation ou un diplôme : elle comptera davantage.
completeness-language = Ajoutez les langues que vous parlez, avec votre niveau.
completeness-experience = Racontez une expérience : un emploi, un engagement associatif, une recherche, un savoir appris sur le tas.
completeness-education = Ajoutez vos études ou votre formation.
completeness-availability = Dites quand, et sur place ou à distance, vous êtes disponible.
completeness-headline = Présentez-vous en une ligne : votre métier, et ce que vous aimeriez apporter.
completeness-home-unit = Indiquez votre région ou votre cercle d’origine au Mali.
completeness-right-of-return = Dites si vous avez le droit de revenir dans votre pays de résidence après une mission : les missions sur place en dépendent.

# Les valeurs par lesquelles on compte les membres.
facet-mode-on-site = Sur place, au Mali
facet-mode-remote = À distance
facet-mode-hybrid = En partie au Mali
facet-verification-self-claimed = Déclarée par le membre
facet-verification-evidenced = Étayée par une preuve
facet-verification-peer-endorsed = Confirmée par un pair
facet-verification-mission-proven = Éprouvée en mission
facet-verification-verified = Vérifiée par un agent
facet-status-draft = Pas encore confirmé
facet-status-active = Actif
facet-status-paused = En pause
facet-status-dormant = En sommeil
facet-status-withdrawn = Retiré
facet-status-erased = Effacé
facet-status-merged = Réuni à un autre profil

# Courriels, en texte simple.
mail-verify-subject = Seko : confirmez votre adresse électronique
mail-verify-body =
    Bonjour,

    Vous venez de vous inscrire à Seko, le registre des compétences de la
    diaspora malienne, tenu par le ministère des Maliens établis à
    l’Extérieur et de l’Intégration africaine. Bienvenue !

    Il reste un geste : ouvrez ce lien, puis appuyez sur le bouton de la
    page pour confirmer que cette adresse est bien la vôtre.

    { $link }

    Le lien ne sert qu’une fois, pendant { $hours ->
        [one] une heure
       *[other] { $hours } heures
    }. S’il est trop ancien,
    inscrivez-vous de nouveau avec la même adresse : vous en recevrez un autre.

    Ce n’était pas vous ? Quelqu’un a sans doute mal écrit son adresse.
    Ne faites rien : sans votre confirmation, l’inscription reste sans effet.

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-reset-subject = Seko : choisissez un nouveau mot de passe
mail-reset-body =
    Bonjour,

    Quelqu’un, vous sans doute, a demandé un nouveau mot de passe pour votre
    compte Seko, le registre des compétences de la diaspora malienne.

    Pour le choisir, ouvrez ce lien :

    { $link }

    Le lien ne sert qu’une fois, pendant { $minutes ->
        [one] une minute
       *[other] { $minutes } minutes
    }. Ensuite, tous vos
    appareils seront déconnectés et vous vous connecterez avec le nouveau.

    Ce n’était pas vous ? Ne faites rien et ne transmettez ce lien à
    personne : votre mot de passe actuel reste valable.

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-known-subject = Seko : cette adresse est déjà inscrite
mail-known-body =
    Bonjour,

    Quelqu’un, vous sans doute, vient de vouloir inscrire cette adresse à
    Seko, le registre des compétences de la diaspora malienne, tenu par le
    ministère des Maliens établis à l’Extérieur et de l’Intégration
    africaine. Vous y avez déjà un compte, et rien n’y a changé.

    Connectez-vous simplement avec votre mot de passe. S’il vous échappe,
    demandez-en un nouveau au moment de vous connecter.

    { $link }

    Ce n’était pas vous ? Ne faites rien : la personne qui a essayé n’a pas
    appris que vous êtes inscrit, et n’a pas accès à votre compte.

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-erasure-requested-subject = Seko : vos données seront effacées
mail-erasure-requested-body =
    Bonjour,

    Vous avez demandé l’effacement de vos données de Seko, le registre des
    compétences de la diaspora malienne. Vous n’êtes plus dans le registre
    dès maintenant, et tout ce qui vous concerne sera supprimé le { $day }.

    D’ici là, vous pouvez changer d’avis : connectez-vous et annulez la
    demande.

    { $link }

    Ce n’était pas vous ? Connectez-vous, annulez la demande et choisissez
    un nouveau mot de passe.

    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-erased-subject = Seko : vos données sont effacées
mail-erased-body =
    Bonjour,

    Comme vous l’avez demandé, vos données sont effacées de Seko, le
    registre des compétences de la diaspora malienne, et votre compte avec
    elles. Ceci est notre dernier courriel : votre adresse part avec le
    reste.

    Avec le code de votre reçu, vous pouvez vérifier sur ce site que c’est
    fait. Les sauvegardes gardent un temps les données effacées, puis elles
    sont écrasées.

    { $link }

    Merci d’avoir été des nôtres,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-request-subject = Seko : votre demande a sa réponse
mail-request-body =
    Bonjour,

    La personne déléguée à la protection des données de Seko, le registre
    des compétences de la diaspora malienne, a répondu à votre demande.
    Connectez-vous pour lire la réponse : nous ne l’envoyons pas par
    courriel.

    { $link }

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-contact-request-subject = Seko : { $organisation } souhaite vous contacter
mail-contact-request-body =
    Bonjour,

    { $organisation } vous a remarqué, sans connaître votre nom, pour ce
    poste : { $position }

    Voici son message :

    { $message }

    Vous seul décidez. Si vous acceptez, cette organisation verra vos noms
    et vos contacts vérifiés, et personne d’autre. Si vous refusez, ou si
    vous ne répondez pas dans les { $days } jours, elle ne saura rien de plus.

    Pour répondre, connectez-vous :

    { $link }

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-witnessed-subject = Seko : un accord a été enregistré pour vous
mail-witnessed-body =
    Bonjour,

    Un agent qui aide à l’inscription a enregistré, en votre présence, une
    décision de votre part dans Seko, le registre des compétences de la
    diaspora malienne : { $given ->
        [yes] vous acceptez
       *[no] vous n’acceptez plus
    } { $purpose ->
        [REGISTRY] de figurer dans le registre
        [MATCHING] d’être proposé pour des postes
        [CONTACT] d’être contacté
        [SHARE_WITH_PARTNER] d’être montré à des partenaires sous pseudonyme
        [FORUM] d’être invité aux forums
        [STATISTICS] d’être compté dans les statistiques
       *[RESEARCH] que vos données servent à la recherche
    }.

    Vous pouvez lire et changer vos décisions à tout moment.

    { $link }

    Ce n’était pas vous ? Connectez-vous, changez la décision et prévenez
    le délégué à la protection des données du ministère.

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-unknown-subject = Seko : aucun compte n’existe sous cette adresse
mail-unknown-body =
    Bonjour,

    Quelqu’un, vous sans doute, a demandé un nouveau mot de passe à Seko, le
    registre des compétences de la diaspora malienne, tenu par le ministère
    des Maliens établis à l’Extérieur et de l’Intégration africaine. Aucun
    compte n’existe sous cette adresse.

    Si vous êtes inscrit, c’est sous une autre adresse : refaites la demande
    avec celle-là. Si vous ne l’êtes pas encore, c’est ici :

    { $link }

    Ce n’était pas vous ? Ne faites rien : quelqu’un a sans doute mal écrit
    son adresse. Nous n’avons pas gardé la vôtre.

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-test-subject = Seko : courriel d’essai
mail-test-body =
    Bonjour,

    Ce courriel d’essai vient de Seko, le registre des compétences de la
    diaspora malienne. S’il vous est parvenu, l’envoi des courriels
    fonctionne.

    Vous ne l’attendiez pas ? Il ne demande rien : vous pouvez l’effacer.

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-factor-set-subject = Seko : votre second facteur est installé
mail-factor-set-body =
    Bonjour,

    Désormais, pour vous connecter à Seko avec cette adresse, il faut un code
    de votre application d’authentification en plus de votre mot de passe.
    Vos autres sessions ont pris fin.

    Si ce n’était pas vous, choisissez aussitôt un nouveau mot de passe et
    prévenez le ministère :

    { $link }

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
mail-factor-gone-subject = Seko : votre second facteur est retiré
mail-factor-gone-body =
    Bonjour,

    Le second facteur de votre compte Seko a été retiré. Votre mot de passe
    suffit maintenant ; les rôles qui exigent un second facteur attendent que
    vous en installiez un.

    Si vous ne l’avez pas demandé, choisissez aussitôt un nouveau mot de
    passe et prévenez le ministère :

    { $link }

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur

# Pages : le cadre.
page-language-name = Français
page-skip = Aller au contenu
page-home = Seko, accueil
page-navigation = Navigation
page-privacy-link = Vos données
page-footer = Seko est tenu par le ministère des Maliens établis à l’Extérieur et de l’Intégration africaine.
page-esco = Ce service utilise la classification ESCO de la Commission européenne.
page-home-link = Revenir à l’accueil

# Pages : l’accueil.
page-front-title = Le registre des compétences de la diaspora malienne
page-front-lead = « Seko » veut dire savoir-faire en bambara : ici, les Maliennes et les Maliens de l’extérieur disent ce qu’ils savent faire, les institutions du Mali ce dont leurs projets ont besoin, et le ministère les réunit en expliquant chaque choix.
page-front-member-title = Vous vivez à l’étranger
page-front-member-text = Vous vous inscrivez une fois, vous voyez quels projets ont besoin de vous et ce qui vous manque encore, vous partez en mission, sur place ou à distance.
page-front-partner-title = Vous accueillez ou soutenez
page-front-partner-text = Université, hôpital, ville, association ou organisation internationale : vous décrivez vos besoins et suivez les missions.
page-front-staff-title = Vous travaillez au ministère
page-front-staff-text = Vous trouvez la bonne personne, la proposez et défendez ce choix, point par point.
page-front-run-title = Qui tient Seko
page-front-run-text = Seko est tenu par le ministère des Maliens établis à l’Extérieur et de l’Intégration africaine, avec l’Organisation internationale pour les migrations (OIM), le PNUD et son programme TOKTEN, et l’Union européenne.
page-front-data-title = Ce que deviennent vos données
page-front-data-consent = Chaque usage demande votre accord ; vous le retirez quand vous voulez.
page-front-data-partner = Un partenaire ne voit votre profil que sous pseudonyme, et seulement si vous y consentez.
page-front-data-never = Nous ne demandons jamais votre ethnie, votre religion, votre santé, votre casier judiciaire ni votre parcours d’asile.
page-front-data-sale = Vos données ne sont ni vendues, ni utilisées pour la publicité.
page-front-data-link = Lire la notice entière
page-front-mail-title = Vous avez reçu un courriel de Seko ?
page-front-mail-text = Ouvrez le lien qu’il contient : il mène à une page de ce site, où un bouton suffit. Nous ne demandons jamais de mot de passe par courriel.
page-front-developers-title = Pour développer
page-front-developers-text = Cette installation est en mode développement : les courriels vont dans un dossier, et la page d’essai est ouverte.
page-front-graphiql = Essayer des requêtes avec GraphiQL
page-front-schema = Lire le schéma GraphQL

# Pages : confirmer une adresse.
page-verify-title = Confirmer votre adresse
page-verify-text = Il reste un geste : appuyez sur le bouton pour confirmer que l’adresse électronique à laquelle nous vous avons écrit est bien la vôtre.
page-verify-button = Confirmer mon adresse
page-verify-done-title = Votre adresse est confirmée
page-verify-done-text = Merci. Vous pouvez fermer cette page, vous connecter et compléter votre profil.
page-verify-again = Si votre adresse est déjà confirmée, connectez-vous. Sinon, inscrivez-vous de nouveau avec la même adresse : vous recevrez un nouveau lien.

# Pages : choisir un mot de passe.
page-reset-title = Choisir un nouveau mot de passe
page-reset-text = Une fois le mot de passe changé, tous vos appareils seront déconnectés et vous vous connecterez avec le nouveau.
page-reset-label = Nouveau mot de passe
page-reset-hint = Dix caractères au moins ; une phrase que vous retiendrez convient très bien. Il n’est demandé qu’une fois : en cas de faute de frappe, vous pourrez demander un autre lien.
page-reset-button = Enregistrer ce mot de passe
page-reset-done-title = Votre mot de passe est changé
page-reset-done-text = Tous vos appareils sont déconnectés. Vous pouvez fermer cette page et vous connecter avec le nouveau mot de passe.
page-reset-again = Pour recevoir un nouveau lien, demandez encore une fois un nouveau mot de passe.

# Pages : la notice.
page-privacy-title = Vos données
page-privacy-purposes = Les consentements, mot pour mot
page-privacy-none = Aucune notice n’est encore en vigueur, et aucune donnée n’est demandée sans elle. Revenez plus tard.

# Pages : ce qui n’a pas pu se faire.
page-problem-title = Cela n’a pas pu se faire
page-link-title = Ce lien est incomplet
page-link-text = Il en manque une partie. Reprenez notre courriel et ouvrez le lien entier, ou copiez-le entier dans la barre d’adresse.
page-missing-title = Cette page n’existe pas
page-missing-text = L’adresse est peut-être mal écrite, ou la page a changé de place. Repartez de l’accueil.
page-method-title = Cette page ne s’ouvre pas ainsi
page-method-text = Ouvrez-la par un lien, ou envoyez le formulaire qu’elle contient.
page-foreign-title = Cette demande vient d’un autre site
page-foreign-text = Par prudence, elle n’a pas été suivie, et rien n’a changé. Ouvrez vous-même le lien de notre courriel, puis appuyez sur le bouton.
page-form-title = Le formulaire n’a pas pu être lu
page-form-text = Rien n’a changé. Revenez à la page précédente, puis envoyez le formulaire qu’elle contient.
page-form-large = Il est plus long que ce que cette page accepte, et rien n’a changé. Revenez à la page précédente, puis raccourcissez ce que vous avez écrit.
page-form-slow = Il n’est pas arrivé à temps, et rien n’a changé. Vérifiez votre connexion, puis envoyez-le de nouveau.

# La porte : GraphQL sur HTTP.
door-not-acceptable = Ce service répond en application/graphql-response+json ou en application/json ; l’en-tête Accept n’admet ni l’un ni l’autre.
door-method = Utilisez POST, ou GET pour une requête de lecture.
door-mutation-by-get = Une mutation ne peut être envoyée que par POST.
door-content-type = Le corps doit être du JSON en UTF-8, avec l’en-tête « Content-Type: application/json ».
door-content-encoding = Les corps compressés ne sont pas acceptés : envoyez le JSON tel quel.
door-body-too-large = Le corps dépasse la limite de { $limit } octets.
door-body-timeout = Le corps n’est pas arrivé à temps.
door-body-broken = Le corps est incomplet.
door-bad-json = Le corps n’est pas du JSON valide en UTF-8, ou il est imbriqué trop profondément.
door-batch = Les listes de requêtes ne sont pas acceptées : envoyez une requête à la fois.
door-not-an-object = Le corps doit être un objet JSON avec le membre « query ».
door-query-missing = Le paramètre « query », le texte de la requête, manque.
door-parameter-type = Le paramètre « { $name } » n’est pas du type attendu.
door-persisted-query = Cette requête n’est pas enregistrée ici : envoyez son texte.
door-cross-site = Une requête GET venue d’un autre site, ou accompagnée d’un cookie, est refusée.
door-purpose = L’en-tête Seko-Purpose doit être STAFFING, VERIFICATION, ASSISTED_REGISTRATION, SUBJECT_REQUEST, REPORTING ou SUPPORT.
door-idempotency-key = L’en-tête Idempotency-Key doit compter de 1 à 200 caractères ASCII visibles.
door-timeout = La réponse a demandé trop de temps : demandez moins à la fois, ou réessayez plus tard.
door-operation-unknown = Le document n’a pas d’opération de ce nom.
door-operation-ambiguous = Le document a plusieurs opérations, ou aucune : nommez-en une dans « operationName ».
door-document-too-large = Le document est trop long ou trop imbriqué.
door-depth = La requête est trop profonde : { $limit } niveaux au plus.
door-introspection-depth = L’introspection est trop profonde : { $limit } niveaux au plus.
door-introspection-nodes = L’introspection demande trop à la fois.
door-introspection-lists = L’introspection imbrique trop de listes de types et de champs.
door-introspection-off = L’introspection est désactivée sur cette installation.
door-unexplained = Ceci ne correspond pas au schéma. Les explications sont désactivées sur cette installation.
door-root-fields = La requête a trop de champs à la racine : { $limit } au plus.
door-aliases = La requête a trop d’alias : { $limit } au plus.
door-directives = La requête a trop de directives : { $limit } au plus.
door-nodes = La requête demande trop à la fois : { $limit } champs au plus, chaque page comptée. Demandez des pages plus petites.
problem-position-ended = Ce poste n’est plus en préparation ni ouvert : il ne peut plus être modifié. Créez un nouveau poste.

# Suggestions : des compétences d’après un métier ou un texte.
suggestion-nothing-given = Rien n’est donné à quoi se fier. Donnez un métier (« occupation »), un texte (« text »), ou les deux.
suggestion-text-too-long = Le texte (« text ») est trop long. Raccourcissez-le à { $most } caractères au plus, ou envoyez-le en plusieurs parties.
suggestion-occupation-unknown = Ce métier (« occupation ») n’est pas reconnu. Choisissez-le dans la liste des métiers.

# Documents : les fichiers d’un membre.
document-kind = Le paramètre « kind » doit être CV, DIPLOMA ou EVIDENCE.
document-media-type = Ce type de fichier n’est pas accepté. Envoyez un PDF, une image JPEG ou PNG, ou un document Word (.docx), avec son en-tête Content-Type.
document-content = Le contenu de ce fichier n’est pas celui que son type annonce, ou le fichier est abîmé. Enregistrez-le de nouveau en PDF, puis renvoyez-le.
document-empty = Ce fichier est vide. Choisissez-en un autre.
document-refused = Ce fichier a été refusé par le contrôle antivirus. Vérifiez votre appareil, puis envoyez une autre version du document.
document-method = Envoyez un document par POST à /documents ; lisez-le par GET, à l’adresse que donne son champ « url ».

# Statistiques publiées : tableaux, et les valeurs qu’ils distinguent.
statistics-country-gender-age = Membres par pays de résidence, genre et âge
statistics-country-occupation-gender = Membres par pays de résidence, profession et genre
statistics-country-education-gender = Membres par pays de résidence, niveau d’études et genre
statistics-occupation-education-gender = Membres par profession, niveau d’études et genre
statistics-occupation-gender-age = Membres par profession, genre et âge
statistics-country-gender-year = Membres par pays de résidence, genre et année d’inscription
statistics-project-sector-year = Projets par secteur et année de début
statistics-project-target-year = Projets par cible des Objectifs de développement durable et année de début
statistics-all = Ensemble
statistics-unknown = Non renseigné
statistics-occupation-unknown = Profession non renseignée
statistics-occupation-armed-forces = Professions militaires
statistics-occupation-managers = Directeurs, cadres de direction et gérants
statistics-occupation-professionals = Professions intellectuelles et scientifiques
statistics-occupation-technicians = Professions intermédiaires
statistics-occupation-clerks = Employés de type administratif
statistics-occupation-services = Personnel des services directs aux particuliers, commerçants et vendeurs
statistics-occupation-agriculture = Agriculteurs et ouvriers qualifiés de l’agriculture, de la sylviculture et de la pêche
statistics-occupation-crafts = Métiers qualifiés de l’industrie et de l’artisanat
statistics-occupation-operators = Conducteurs d’installations et de machines, et ouvriers de l’assemblage
statistics-occupation-elementary = Professions élémentaires
statistics-education-unknown = Niveau d’études non renseigné
statistics-gender-female = Femmes
statistics-gender-male = Hommes
statistics-gender-other = Autre genre
statistics-gender-undisclosed = Genre non renseigné
statistics-age = { $from }–{ $to } ans
statistics-age-open = { $from } ans et plus
statistics-age-unknown = Âge non renseigné
