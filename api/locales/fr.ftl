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
problem-unreadable = Cette valeur n’a pas la forme attendue.
problem-unknown-reference = Cet élément n’existe pas ou ne vous est pas accessible. Choisissez-en un autre.
problem-stale-version = Ces informations ont changé entre-temps. Rechargez-les, puis refaites votre modification.
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
problem-claim-code = Ce code ne peut pas servir : il est faux, trop ancien ou a déjà servi. Vérifiez-le sur le papier que l’agent vous a remis, ou revenez vers l’agent.
problem-claim-none = Aucun profil n’attend votre adresse électronique, ou plusieurs l’attendent. Saisissez le code que l’agent vous a remis.
problem-claim-member = Vous avez déjà un profil, et un seul suffit. Complétez celui que vous avez.
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
problem-address = Donnez une adresse électronique, par exemple nom@exemple.org, ou un numéro de téléphone avec l’indicatif du pays, par exemple +223 70 00 00 00.
problem-phone-shut = La connexion par téléphone n’est pas ouverte ici. Donnez une adresse électronique.
problem-sign-in-code = Ce code est faux, trop ancien ou a déjà servi. Un code sert dix minutes, jusqu’au suivant, et se perd après cinq essais : vérifiez-le, ou demandez-en un nouveau.
problem-member-already = Vous êtes déjà dans le registre. Complétez votre profil au lieu de vous inscrire de nouveau.
problem-unproved = L’adresse de ce compte n’est pas encore confirmée. Connectez-vous avec un code envoyé à cette adresse.
problem-only-way-in = Ce numéro est votre seul moyen de vous connecter. Confirmez-en d’abord un autre.
problem-phone = Ce numéro de téléphone est incomplet. Écrivez-le avec l’indicatif du pays, par exemple +223 70 00 00 00.
problem-website = Cette adresse de site n’est pas valable. Écrivez-la en entier, par exemple https://www.exemple.org.
problem-sector = Ce secteur n’est pas dans la nomenclature du CAD de l’OCDE. Choisissez-en un dans la liste.
problem-compact-objective = Le Pacte mondial pour les migrations a les objectifs 1 à 23. Choisissez l’un d’eux, par exemple 19.
problem-sdg-target = Cette cible n’est pas dans la liste des Objectifs de développement durable. Choisissez-en une dans la liste, par exemple 4.3.
problem-currency = Cette monnaie n’est pas reconnue. Donnez son code de trois lettres, par exemple XOF ou EUR.
problem-isced-field = Ce domaine d’études n’est pas dans la liste de la CITE. Choisissez-en un dans la liste.
problem-project-ended = Ce projet est achevé ou annulé : il ne prend plus de postes. Choisissez un projet en cours.
problem-ministry-decides = C’est le ministère qui décide de la suite : ce projet ou ce poste n’est plus un brouillon. Adressez-vous à lui.
problem-other-organisation = Ce compte agit déjà pour une autre organisation. Prenez une autre adresse.
problem-agreement-wider = Les membres ont consenti à moins que cela : un accord de partage ne peut que se restreindre. Concluez-en un nouveau pour davantage.
problem-agreement-other-purpose = Les membres ont consenti à cette finalité : elle reste telle quelle. Concluez un nouvel accord pour une autre.
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
completeness-verify = Confirmez une adresse ou un numéro par lequel on vous joint. Cela se fait dans votre compte.
completeness-matching = Acceptez d’être proposé pour des postes : sans votre accord, personne ne vous propose.
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
mail-code-subject = Seko : votre code de connexion
mail-code-body =
    Bonjour,

    Voici le code pour vous connecter à Seko, le registre des compétences
    de la diaspora malienne :

    { $code }

    Saisissez-le dans la page où vous l’avez demandé. Il sert une fois,
    pendant { $minutes } minutes. Ne le donnez à personne, pas même à nous.

    Ce n’était pas vous ? Ne faites rien : sans ce code, personne n’entre.

    À bientôt,
    Seko, pour le ministère des Maliens établis à l’Extérieur
sms-code = Seko : { $code } est votre code de connexion, bon { $minutes } minutes. Ne le donnez à personne.
mail-phone-subject = Seko : un téléphone ouvre désormais votre compte
mail-phone-body =
    Bonjour,

    Le numéro { $phone } vient d’être confirmé dans votre profil Seko, le
    registre des compétences de la diaspora malienne. Désormais, un code
    envoyé à ce numéro suffit pour vous connecter.

    Ce n’était pas vous ? Connectez-vous, retirez ce numéro de votre profil
    et mettez fin aux autres sessions.

    { $link }

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

    Avec le code de votre reçu, vous pouvez vérifier à l’adresse ci-dessous
    que c’est fait. Les sauvegardes gardent un temps les données effacées,
    puis elles sont écrasées.

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
mail-assisted-subject = Seko : votre profil vous attend
mail-assisted-body =
    Bonjour,

    Un agent vous a inscrit, en votre présence, dans Seko, le registre des
    compétences de la diaspora malienne, tenu par le ministère des Maliens
    établis à l’Extérieur et de l’Intégration africaine. Vous lui avez donné
    cette adresse.

    Pour que ce profil soit le vôtre, connectez-vous avec cette adresse, ou
    donnez le code que l’agent vous a remis, jusqu’au { $day } :

    { $link }

    D’ici là, votre profil n’est proposé pour aucun poste. Après ce jour, il
    sera supprimé.

    Ce n’était pas vous ? Ne faites rien : personne ne reprendra ce
    profil, et il sera supprimé.

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
page-front-start = M’inscrire ou entrer
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
statistics-project-objective-year = Projets par objectif du Pacte mondial pour les migrations et année de début
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

## Ce que les pages ont en commun

page-date = { $day ->
    [1] 1er
   *[other] { $day }
 } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
 } { $year }
page-moment = { $date } à { $hour } h { $minute } (UTC)
page-save = Enregistrer
page-choose-none = — Choisir —
page-form-mend = À corriger
page-stale-form-title = Ce formulaire n’est plus valable
page-stale-form-text = Rien n’a changé. La page était restée ouverte depuis une autre connexion, ou votre navigateur refuse les cookies dont nos formulaires ont besoin. Revenez à la page précédente, rechargez-la, puis envoyez-la de nouveau. Si votre navigateur exécute les scripts, ce que vous avez écrit dans nos longs formulaires est gardé sur votre appareil.
page-draft-restored = Voici ce que vous aviez commencé à écrire sur cet appareil. Relisez, puis enregistrez.
page-draft-unkept = Pas de connexion. Laissez cette page ouverte : elle partira dès que la connexion revient.
page-draft-offline = Pas de connexion. Ce que vous avez écrit est gardé sur cet appareil et partira dès que la connexion revient.
page-done-saved = C’est enregistré.
page-done-added = C’est ajouté.
page-done-removed = C’est retiré.
page-done-signed-out = Vous êtes déconnecté de cet appareil.
page-nav-me = Mon profil
page-nav-matches = Projets pour moi
page-nav-data = Mes données
page-nav-desk = Guichet
page-nav-start = Entrer
page-nav-sign-out = Me déconnecter

## Connexion par mot de passe

page-password-title = Se connecter avec un mot de passe
page-password-text = Le mot de passe est facultatif : un code que nous vous envoyons suffit.
page-password-email = Adresse électronique
page-password-label = Mot de passe
page-password-code = Code de l’application d’authentification
page-password-code-hint = Seulement si vous en avez installé une : six chiffres, ou un code de secours.
page-password-button = Me connecter

## Profil

page-me-title = Mon profil
page-me-hello = Bonjour { $name }
page-me-progress = Votre profil
page-me-complete = Votre profil est complet. Revenez quand votre situation change.
page-me-next = Ce qui aiderait encore
page-me-profile = Ce que vous avez écrit
page-standing-active = Vous êtes inscrit au registre
page-standing-active-text = Les projets qui ont besoin de vous apparaissent dans « Projets pour moi ».
page-standing-draft = Votre inscription n’est pas terminée
page-standing-draft-text = Confirmez votre adresse ou votre numéro : c’est seulement alors que votre profil compte.
page-standing-paused = Votre profil est en pause
page-standing-paused-text = Personne ne vous propose de projet tant que vous ne le reprenez pas.
page-standing-dormant = Votre profil dort
page-standing-dormant-text = Vous ne l’avez pas confirmé depuis longtemps. Pour le réveiller, ouvrez « Mes données », puis « Pause, départ, effacement ».
page-standing-withdrawn = Vous avez quitté le registre
page-standing-withdrawn-text = Pendant le délai de grâce vous pouvez encore revenir, depuis « Mes données ».
page-details-title = Qui vous êtes
page-details-given = Prénoms
page-details-family = Noms de famille
page-details-headline = Vous en une phrase
page-details-headline-hint = Par exemple : « Maçon, quinze ans de chantiers à Abidjan ».
page-details-country = Pays où vous vivez
page-details-city = Ville
page-details-home = Région d’attache au Mali
page-details-home-hint = Celle de votre famille, ou celle où vous aimeriez agir.
page-details-nationality = Nationalité
page-details-nationality-hint = Une seconde se choisit après avoir enregistré la première.
page-details-nationality-number = Nationalité { $count }
page-details-birth = Année de naissance
page-details-optional = Facultatif.
page-details-gender = Genre
page-details-return = Après un séjour au Mali, pouvez-vous revenir dans le pays où vous vivez ?
page-details-return-hint = Certaines missions le demandent, pour que personne ne perde son titre de séjour.
page-gender-f = Femme
page-gender-m = Homme
page-gender-x = Autre
page-gender-undisclosed = Je préfère ne pas le dire
page-return-yes = Oui
page-return-no = Non
page-return-unknown = Je ne sais pas encore

## Profil : ce que les pages des sections ont en commun

page-step-label = Suite de l’inscription
page-step-next = Étape suivante
page-step-back = Revenir à mon profil
page-section-add = Ajouter
page-section-change = Changer
page-section-change-named = Changer : { $name }
page-section-remove = Retirer
page-section-remove-named = Retirer : { $name }
page-section-remove-title = Retirer « { $name } » ?
page-section-remove-text = Ce qui est retiré ne revient pas tout seul : il faudrait l’écrire de nouveau.
page-section-keep = Garder
page-day-unreadable = Cette date n’a pas la forme attendue. Écrivez-la par exemple ainsi : 17/03/2015, 03/2015 ou 2015.
page-day-hint = Jour, mois et année, par exemple 17/03/2027.
page-day-optional-hint = Facultatif. Jour, mois et année, par exemple 17/03/2015 ; l’année seule suffit.
page-day-month-hint = Mois et année, par exemple 03/2015. Si vous ne savez plus le mois, l’année suffit.
page-month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[other] décembre
 } { $year }

## Profil : compétences

page-skill-title = Mes compétences
page-skill-count = { $count ->
    [0] Encore vide
    [one] { $count } compétence
   *[other] { $count } compétences
}
page-skill-lead = C’est par vos compétences que l’on vous trouve : tout compte, le métier appris à l’école comme celui appris sur le tas.
page-skill-none = Vous n’avez encore écrit aucune compétence. Cherchez-en une ci-dessus, ou partez de votre métier.
page-skill-own = Ce que vous savez faire
page-skill-add = Ajouter une compétence
page-skill-find = Que savez-vous faire ?
page-skill-find-hint = Un mot suffit, en français ou en anglais, même avec une faute : maçonnerie, soudure, comptabilité.
page-skill-search = Chercher
page-skill-found = { $count ->
    [one] { $count } compétence trouvée
   *[other] { $count } compétences trouvées
}
page-skill-found-none = Rien n’a été trouvé pour « { $name } ». Essayez un autre mot, ou proposez cette compétence.
page-skill-matched = Aussi appelé : { $name }
page-skill-held = Déjà dans votre profil.
page-skill-add-named = Ajouter : { $name }
page-skill-level = À quel niveau ?
page-skill-level-hint = Si vous montez de niveau, ce que d’autres ont confirmé devra l’être de nouveau.
page-skill-level-learning = J’apprends
page-skill-level-helped = Je sais faire avec de l’aide
page-skill-level-alone = Je sais faire seul
page-skill-level-explaining = Je sais faire et expliquer
page-skill-level-leading = J’enseigne, je dirige
page-skill-years = Années de pratique
page-skill-years-optional = Années de pratique (facultatif)
page-skill-last = Année de la dernière pratique
page-skill-wish = Pour une mission
page-skill-wish-yes = Je veux bien m’en servir pour un projet au Mali
page-skill-evidence = Ce qui le montre
page-skill-evidence-hint = Cochez ce qui prouve cette compétence : elle comptera davantage.
page-skill-evidence-none = Rien encore. Ajoutez une expérience, une formation, un certificat ou un document, puis revenez le cocher ici.
page-skill-practice = { $count ->
    [one] { $count } an de pratique
   *[other] { $count } ans de pratique
}
page-skill-used-in = Dernière fois en { $name }
page-skill-claimed = C’est vous qui le dites.
page-skill-evidenced = Appuyée par votre expérience, vos études ou un document.
page-skill-endorsed = Confirmée par quelqu’un qui a travaillé avec vous.
page-skill-proven = Montrée pendant une mission.
page-skill-verified = Vérifiée par le ministère.
page-skill-unwanted = Pas pour une mission.
page-skill-proposed = Proposée par vous : le ministère l’examine.
page-skill-propose = Vous ne trouvez pas ? Proposez cette compétence
page-skill-propose-text = Elle est dans votre profil tout de suite. Les projets la verront quand le ministère l’aura acceptée.
page-skill-propose-label = Comment l’appelez-vous ?
page-skill-propose-type = Qu’est-ce que c’est ?
page-skill-type-skill = Un savoir-faire
page-skill-type-knowledge = Une connaissance
page-skill-propose-meaning = En quoi cela consiste (facultatif)
page-skill-propose-button = Proposer et ajouter

## Profil : plusieurs compétences à la fois

page-suggestion-title = Ajouter plusieurs compétences
page-suggestion-essential = Ce que tout le monde sait faire dans ce métier
page-suggestion-optional = Ce que beaucoup savent faire aussi
page-suggestion-found = Ce que nous avons reconnu
page-suggestion-ticked = Ce que vous avez coché
page-suggestion-tick = Cochez ce que vous savez faire. Vous pourrez changer le niveau de chaque compétence ensuite.
page-suggestion-level = À quel niveau, pour tout ce qui est coché ?
page-suggestion-level-hint = Vous pourrez changer chaque niveau ensuite.
page-suggestion-add = Ajouter ce qui est coché
page-suggestion-occupation-title = Partir de mon métier
page-suggestion-occupation-text = Dites votre métier : nous vous montrons les compétences qui vont avec, et vous cochez les vôtres.
page-suggestion-occupation-find = Votre métier
page-suggestion-occupation-hint = Par exemple : maçon, infirmière, comptable.
page-suggestion-occupation-none = Aucun métier n’a été trouvé pour « { $name } ». Essayez un autre mot.
page-suggestion-occupation-all = Vous avez déjà toutes les compétences de ce métier.
page-suggestion-text-title = Partir de mon CV
page-suggestion-text-text = Collez un passage de votre CV : nous y cherchons des compétences, et vous gardez celles qui sont justes. Ce que vous collez n’est ni gardé ni lu par quelqu’un.
page-suggestion-text-label = Votre texte
page-suggestion-text-hint = De 20 mots à une page : { $count } caractères au plus.
page-suggestion-text-button = Chercher dans ce texte
page-suggestion-text-read = Ce que dit votre texte
page-suggestion-text-check = Ce qui est surligné a été reconnu. Décochez ce qui n’est pas à vous, dites votre niveau, puis ajoutez.
page-suggestion-text-none = Aucune nouvelle compétence n’a été reconnue dans ce texte. Ajoutez une phrase sur ce que vous faites, ou cherchez chaque compétence par son nom.
page-suggestion-text-again = Un autre texte

## Profil : langues

page-language-title = Mes langues
page-language-count = { $count ->
    [0] Encore vide
    [one] { $count } langue
   *[other] { $count } langues
}
page-language-lead = Dites les langues que vous parlez, d’abord celles du Mali.
page-language-none = Vous n’avez encore écrit aucune langue. Ajoutez au moins celle de la maison.
page-language-add = Ajouter une langue
page-language-code = Langue
page-language-speaking = Je la parle
page-language-listening = Je la comprends
page-language-reading = Je la lis
page-language-writing = Je l’écris
page-language-speaking-at = Parler : { $name }
page-language-listening-at = Comprendre : { $name }
page-language-reading-at = Lire : { $name }
page-language-writing-at = Écrire : { $name }
page-language-a1 = Quelques mots (A1)
page-language-a2 = Je me débrouille (A2)
page-language-b1 = À l’aise au quotidien (B1)
page-language-b2 = À l’aise au travail (B2)
page-language-c1 = Couramment (C1)
page-language-c2 = Parfaitement (C2)
page-language-native = C’est ma langue maternelle

## Profil : expériences

page-experience-title = Mon expérience
page-experience-count = { $count ->
    [0] Encore vide
    [one] { $count } expérience
   *[other] { $count } expériences
}
page-experience-lead = Emplois, associations, recherche, métiers appris sur le tas : racontez ce que vous avez fait.
page-experience-none = Vous n’avez encore rien raconté. Commencez par votre travail d’aujourd’hui.
page-experience-add = Ajouter une expérience
page-experience-kind = De quoi s’agit-il ?
page-experience-work = Travail payé
page-experience-informal = Appris et fait sur le tas
page-experience-community = Engagement bénévole
page-experience-research = Recherche
page-experience-mission = Mission au Mali
page-experience-what = Votre rôle
page-experience-what-hint = Par exemple : « Chef d’équipe maçonnerie ».
page-experience-employer = Entreprise, association ou personne pour qui vous l’avez fait
page-experience-country = Pays
page-experience-starts = Début
page-experience-ends = Fin
page-experience-ends-hint = Laissez vide si cela continue.
page-experience-description = Ce que vous avez fait
page-experience-description-hint = Facultatif. Deux ou trois phrases suffisent.
page-experience-since = Depuis { $name }

## Profil : études

page-education-title = Mes études et formations
page-education-count = { $count ->
    [0] Encore vide
    [one] { $count } formation
   *[other] { $count } formations
}
page-education-lead = École, apprentissage, université : tout ce qui vous a formé.
page-education-none = Vous n’avez encore rien écrit ici. Ajoutez votre dernier diplôme, ou votre dernière année d’école.
page-education-add = Ajouter des études ou une formation
page-education-level = Niveau
page-education-level-early = Avant l’école primaire
page-education-level-primary = École primaire (premier cycle fondamental, CEP)
page-education-level-lower = Collège (second cycle fondamental, DEF, brevet)
page-education-level-upper = Lycée ou lycée professionnel (CAP, BT, baccalauréat)
page-education-level-post-secondary = Formation après le lycée, hors université
page-education-level-short = Deux ans après le bac (BTS, DUT, DEUG)
page-education-level-bachelor = Licence ou équivalent
page-education-level-master = Master, ingénieur, médecine ou équivalent
page-education-level-doctor = Doctorat
page-education-what = Diplôme ou formation
page-education-what-hint = Par exemple : « CAP maçonnerie » ou « Licence de gestion ».
page-education-field = Domaine
page-education-institution = École, centre ou université
page-education-country = Pays
page-education-year = Année de fin
page-education-year-hint = Laissez vide si cela continue.
page-education-in = Terminé en { $name }
page-education-open = En cours

## Profil : disponibilités

page-availability-title = Mes disponibilités
page-availability-count = { $count ->
    [0] Encore vide
    [one] { $count } période
   *[other] { $count } périodes
}
page-availability-lead = Dites quand et comment vous pourriez partir ou aider à distance. Rien ne vous engage : on vous demande toujours avant.
page-availability-none = Vous n’avez encore dit aucune période. Sans elle, personne ne sait quand vous proposer une mission.
page-availability-add = Ajouter une période
page-availability-starts = À partir du
page-availability-ends = Jusqu’au
page-availability-ends-hint = Laissez vide si vous ne savez pas encore.
page-availability-modes = Comment
page-availability-on-site = Sur place, au Mali
page-availability-remote = À distance, depuis chez moi
page-availability-hybrid = Un peu des deux
page-availability-days = Jours par an, au plus
page-availability-days-hint = Facultatif. Par exemple 30, pour un mois.
page-availability-units = Où au Mali, de préférence
page-availability-units-hint = Ne cochez rien si tout vous va.
page-availability-from = À partir du { $name }
page-availability-in = De préférence : { $name }
page-availability-a-year = { $count ->
    [one] { $count } jour par an au plus
   *[other] { $count } jours par an au plus
}

## Profil : certificats

page-credential-title = Mes certificats et permis
page-credential-count = { $count ->
    [0] Encore vide
    [one] { $count } certificat
   *[other] { $count } certificats
}
page-credential-lead = Permis de conduire, habilitation, inscription à un ordre, certificat de soudure : ce qu’un organisme vous a délivré.
page-credential-none = Vous n’en avez encore écrit aucun. Si vous n’en avez pas, passez à l’étape suivante.
page-credential-add = Ajouter un certificat ou un permis
page-credential-what = Nom du certificat
page-credential-what-hint = Par exemple : « Permis de conduire C » ou « Habilitation électrique ».
page-credential-issuer = Délivré par
page-credential-issuer-hint = L’organisme, l’école ou le pays.
page-credential-number = Numéro
page-credential-issued = Délivré le
page-credential-expires = Valable jusqu’au
page-credential-expires-hint = Laissez vide s’il n’a pas de fin.
page-credential-numbered = Numéro { $name }
page-credential-issued-on = Délivré le { $name }
page-credential-until = Valable jusqu’au { $name }

## Profil : documents

page-document-title = Mes documents
page-document-count = { $count ->
    [0] Encore vide
    [one] { $count } document
   *[other] { $count } documents
}
page-document-lead = CV, diplômes, attestations. Vous seul choisissez qui les lit.
page-document-none = Vous n’avez encore envoyé aucun document. Une photo nette d’un diplôme suffit.
page-document-add = Envoyer un document
page-document-kind = De quoi s’agit-il ?
page-document-cv = CV
page-document-diploma = Diplôme ou certificat
page-document-evidence = Autre preuve d’une compétence
page-document-name = Nom du document
page-document-name-hint = Par exemple : « CAP maçonnerie 2009 ».
page-document-file = Fichier
page-document-hint = PDF, photo (JPEG ou PNG) ou Word (.docx), { $name } au plus.
page-document-button = Envoyer
page-document-save = Enregistrer sur mon appareil
page-document-save-named = Enregistrer sur mon appareil : { $name }
page-document-missing = Choisissez un fichier.
page-document-large = Ce fichier est trop gros : { $name } au plus. Prenez une photo plus légère, ou enregistrez-le en PDF, puis choisissez-le de nouveau.
page-document-unknown = Ce fichier n’est ni un PDF, ni une image JPEG ou PNG, ni un document Word (.docx), ou il est abîmé. Enregistrez-le de nouveau en PDF, puis choisissez-le.
page-document-kilobytes = { $count } Ko
page-document-megabytes = { $count } Mo
## Projets pour moi

page-match-title = Projets pour moi
page-match-lead = Voici les postes ouverts qui demandent ce que vous savez faire, le plus proche de vous d’abord.
page-match-filter = Choisir parmi ces postes
page-match-filter-mode = Façon de travailler
page-match-filter-unit = Région
page-match-filter-sector = Domaine
page-match-filter-programme = Programme
page-match-filter-complete = Ce qui est demandé
page-match-filter-button = Montrer ces postes
page-match-all = Tous
page-match-complete = Seulement les postes où rien d’essentiel ne me manque
page-match-next = Voir la suite
page-match-very-well = Vous correspondez très bien
page-match-well = Vous correspondez bien
page-match-partly = Vous correspondez en partie
page-match-a-little = Vous correspondez un peu
page-match-score = { $count } sur 100
page-match-known = Vous savez : { $name }
page-match-close = Vous savez quelque chose de proche : { $name }
page-match-missing = Il vous manque : { $name }
page-match-below = { $name } : niveau demandé { $asked }, vous { $own }
page-match-desired-name = { $name } (souhaité)
page-match-more = { $names } et { $count ->
    [one] une autre chose
   *[other] { $count } autres choses
 }
page-match-exact = Vous savez exactement cela.
page-match-narrower = Ce que vous savez est plus précis : { $name }.
page-match-broader = Ce que vous savez est plus général : { $name }.
page-match-related = Vous savez quelque chose de proche : { $name }.
page-match-nothing = Cela vous manque.
page-match-level = Niveau demandé : { $count } sur 5.
page-match-levels = Niveau demandé : { $asked } sur 5 ; le vôtre : { $own }.
page-match-not-recent = Vous ne l’avez pas utilisé depuis plus de cinq ans.
page-match-unproved = Rien ne le prouve encore : ajoutez une expérience, un diplôme ou un document.
page-match-evidenced = Une expérience, un diplôme ou un document le prouve.
page-match-endorsed = Une personne qui a travaillé avec vous le confirme.
page-match-mission = Vous l’avez montré en mission.
page-match-verified = Le ministère l’a vérifié.
page-match-essential = Essentiel
page-match-desired = Souhaité
page-match-draft = Votre inscription n’est pas terminée. Confirmez votre adresse ou votre numéro : ensuite, les postes apparaissent ici.
page-match-draft-link = Voir mon adresse et mon numéro
page-match-paused = Votre profil est en pause : on ne vous propose aucun poste.
page-match-paused-link = Reprendre
page-match-dormant = Votre profil dort, car vous ne l’avez pas confirmé depuis longtemps. Reprenez-le pour voir les postes.
page-match-withdrawn = Vous avez quitté le registre. Revenez pour voir les postes.
page-match-no-consent = Pour chercher des postes pour vous, nous avons besoin de votre accord. Vous pouvez le retirer quand vous voulez.
page-match-no-consent-link = Lire et donner mon accord
page-match-no-skill = Dites d’abord ce que vous savez faire : une seule compétence suffit pour commencer.
page-match-no-skill-link = Ajouter une compétence
page-match-filtered = Aucun poste ne va avec ces choix.
page-match-filtered-link = Voir tous les postes pour moi
page-match-none = Aucun poste ouvert ne demande aujourd’hui ce que vous savez faire. De nouveaux postes arrivent souvent. Plus votre profil est précis, plus nous en trouvons : ajoutez des compétences, vos langues et vos disponibilités.
page-match-none-link = Compléter mes compétences
page-gate-language = Langue demandée : { $name }
page-gate-language-missing = Langue demandée, que vous n’avez pas indiquée : { $name }
page-gate-language-below = Langue demandée, à un niveau plus haut que le vôtre : { $name }
page-gate-mode = Cette façon de travailler vous convient
page-gate-dates = Vous êtes disponible à ces dates
page-gate-return = Vous pouvez revenir là où vous vivez
page-gate-not-stated = Vos disponibilités restent à indiquer
page-gate-return-unknown = Droit de retour à confirmer
page-gate-mode-refused = Vous n’avez pas accepté cette façon de travailler
page-gate-not-then = Vous n’êtes pas disponible à ces dates
page-gate-other-mode = À ces dates, vous avez choisi une autre façon de travailler
page-gate-no-return = Vous ne pourriez pas revenir là où vous vivez
page-gate-not-active = Votre profil n’est pas actif
page-gate-no-contact = Aucune adresse ni aucun numéro n’est confirmé
page-gate-no-consent = Vous n’avez pas accepté qu’on cherche des postes pour vous

## Un poste

page-position-mali = Mali
page-position-closes = Se présenter avant la fin du { $name }
page-position-seats = { $count ->
    [one] Une personne
   *[other] { $count } personnes
 }
page-position-language = { $name } (niveau { $level })
page-position-language-native = { $name } (langue maternelle)
page-position-dates = Du { $from } au { $to }
page-position-from = À partir du { $name }
page-position-until = Jusqu’au { $name }
page-position-dates-open = Dates à convenir
page-position-on-site = Sur place, au Mali
page-position-remote = À distance, depuis chez vous
page-position-hybrid = En partie sur place, en partie à distance
page-position-host = Institution
page-position-place = Lieu
page-position-mode = Façon de travailler
page-position-when = Dates
page-position-people = Recherche
page-position-languages = Langues
page-position-programme = Programme
page-position-sector = Domaine
page-position-work = Le travail
page-position-project = Le projet
page-position-asked = Ce qui est demandé
page-position-mend = Compléter
page-position-enter = Entrez pour voir comment vous correspondez à ce poste
page-position-back = Voir les projets pour moi
page-position-gone-title = Ce poste n’est plus ouvert
page-position-gone-text = Il a été pourvu ou fermé, ou le lien est incomplet. D’autres postes attendent peut-être ce que vous savez faire.

## Postes gardés

page-saved-title = Mes postes gardés
page-saved-none = Vous ne gardez aucun poste. Sur la page d’un poste, le bouton « Garder ce poste » le met ici.
page-saved-keep = Garder ce poste
page-saved-drop = Ne plus garder
page-saved-since = Gardé depuis le { $name }
page-saved-closed = N’est plus ouvert

## Mes données

page-done-mailed = Le courriel est parti.
page-data-title = Mes données
page-data-lead = Vos données sont à vous. Ici, vous voyez qui les lit, et vous décidez de ce qu’on en fait.
page-data-next = Voir la suite
page-data-readers = Qui a lu mes données
page-data-readers-text = Chaque lecture par quelqu’un d’autre, avec sa raison.
page-data-consents = Mes accords
page-data-consents-text = Ce que vous acceptez, et ce que vous retirez.
page-data-visibility = Qui peut lire quoi
page-data-visibility-text = Pour chaque information sensible, vous choisissez.
page-data-requests = Demandes
page-data-requests-text = Ce que des partenaires vous demandent, et ce que vous demandez.
page-data-corrections = Ce qui a changé
page-data-corrections-text = L’histoire de votre profil.
page-data-export = Emporter mes données
page-data-export-text = Un fichier avec tout ce que nous avons sur vous.
page-data-sessions = Mes appareils connectés
page-data-sessions-text = Les téléphones et ordinateurs où vous êtes entré.
page-data-account = Mon compte
page-data-account-text = Adresse, téléphone, langue et mot de passe.
page-data-leave = Pause, départ, effacement
page-data-leave-text = Vous arrêtez pour un temps, ou pour toujours.
page-data-erasure = Vos données seront effacées le { $name }. Vous pouvez encore l’empêcher.
page-data-asked = { $count ->
    [one] Un partenaire attend votre réponse.
   *[other] { $count } partenaires attendent votre réponse.
 }
page-data-renew = { $count ->
    [one] La notice a changé : nous vous demandons de nouveau un accord.
   *[other] La notice a changé : nous vous demandons de nouveau { $count } accords.
 }
page-data-reached = Comment vous joindre
page-data-email = Adresse électronique
page-data-phone = Téléphone
page-data-verified = Confirmé
page-data-unverified = À confirmer
page-data-language = Langue
page-data-language-label = Langue des pages et des courriels
page-data-password = Mot de passe
page-data-password-text = Un mot de passe est facultatif. Nous vous envoyons un courriel avec un lien pour en choisir un ; tous vos appareils seront alors déconnectés.
page-data-password-button = Recevoir le lien
page-contact-title = Confirmer { $name }
page-contact-text = Demandez un code par SMS, puis saisissez-le ici. Avec ce numéro, vous pourrez aussi entrer dans Seko.
page-contact-send = Recevoir un code par SMS
page-contact-confirm = Confirmer ce numéro
page-contact-remove = Retirer ce numéro
page-contact-back = Revenir à mon compte
page-contact-no-sms = Ce site n’envoie pas de SMS pour le moment. Ce numéro ne peut donc pas être confirmé ici.
page-contact-add-title = Ajouter un téléphone
page-contact-add = Ajouter ce numéro

## Mes données : qui les a lues

page-reader-lead = Chaque fois que quelqu’un d’autre lit une information sensible de votre profil, cela s’inscrit ici, et personne ne peut l’effacer.
page-reader-none = Personne n’a encore lu vos informations sensibles.
page-reader-when = Quand
page-reader-who = Qui
page-reader-what = Quoi
page-reader-why = Pourquoi
page-reader-choose = Choisir qui peut lire quoi
page-reader-ask = Poser une question sur une lecture
page-reader-staff = Le personnel du ministère
page-reader-dpo = La personne chargée de la protection des données
page-reader-agent = Un agent qui aide à s’inscrire
page-reader-partner = Un partenaire
page-reader-partner-named = Un partenaire : { $name }
page-reader-system = Le service lui-même
page-reader-staffing = Chercher des personnes pour un projet
page-reader-verification = Vérifier ce qui est déclaré
page-reader-registration = Vous inscrire en votre présence
page-reader-request = Répondre à une demande sur vos données
page-reader-reporting = Faire un rapport
page-reader-support = Vous aider
page-part-names = Vos noms
page-part-birth = Votre année de naissance
page-part-city = La ville où vous vivez
page-part-employer = Vos employeurs
page-part-contact = Votre adresse et votre téléphone
page-part-documents = Vos documents et leurs numéros
page-part-words = Ce que vous avez écrit de vous

## Mes données : accords

page-consent-lead = Chaque usage a besoin de votre accord. Vous le donnez et le retirez d’un geste ; cela compte aussitôt.
page-consent-never = Pas d’accord donné
page-consent-given = Accordé le { $name }
page-consent-withdrawn = Retiré le { $name }
page-consent-expired = Terminé le { $name }
page-consent-newer = La notice a changé depuis votre accord. Relisez-la, puis confirmez ou retirez.
page-consent-read = Lire la notice
page-consent-notice = Lire toute la notice
page-consent-again = Je confirme
page-consent-give = J’accepte
page-consent-take-back = Retirer mon accord
page-consent-leave = Quitter le registre
page-consent-registry = Être inscrit au registre
page-consent-matching = Chercher des projets pour moi
page-consent-contact = Me contacter pour un projet
page-consent-share = Me montrer à des partenaires, sans mon nom
page-consent-forum = M’inviter au Forum de la diaspora
page-consent-statistics = Me compter dans les statistiques
page-consent-research = Participer à la recherche
page-consent-partner = Partenaire : { $name }
page-consent-former-partner = Un partenaire dont la convention est finie
page-consent-partner-text = Pour : { $purpose }. La convention finit le { $day }.
page-consent-without-registry = Sans cet accord, vous n’êtes plus dans le registre.
page-consent-without-matching = Sans cet accord, vous n’êtes plus proposé à aucun projet.
page-consent-without-contact = Sans cet accord, aucun partenaire ne peut vous demander un contact.
page-consent-without-share = Sans cet accord, aucun partenaire ne voit votre profil, même sans votre nom.
page-consent-without-one-partner = Sans cet accord, ce partenaire ne voit pas votre profil.
page-consent-without-forum = Sans cet accord, vous ne recevez pas d’invitation au Forum.
page-consent-without-statistics = Sans cet accord, vous n’êtes compté dans aucune statistique publiée.
page-consent-without-research = Sans cet accord, vos données ne servent à aucune recherche.
page-consent-history = Toutes vos décisions
page-consent-older = Les 50 décisions les plus récentes sont ici. Le fichier de vos données les contient toutes.
page-consent-gave = Accord donné
page-consent-gave-until = Accord donné, terminé depuis
page-consent-took-back = Accord retiré
page-consent-by-self = par vous.
page-consent-by-agent = devant un agent.
page-consent-by-desk = au guichet du Forum.
page-consent-by-demo = pour la démonstration.

## Mes données : qui peut lire quoi

page-audience-lead = Pour chaque information sensible, vous choisissez qui peut la lire. Vous seul la lisez toujours.
page-audience-default = Si vous ne choisissez rien, seul le ministère peut la lire, et il doit dire pourquoi. Aucun partenaire ne voit vos noms ni votre téléphone sans votre oui.
page-audience-who = Qui peut lire cette information ?
page-audience-me = Moi seul
page-audience-ministry = Le ministère, quand il dit pourquoi
page-audience-matched = Aussi les partenaires dont j’ai accepté la demande de contact
page-audience-named = Aussi les partenaires que je choisis
page-audience-partners = Aussi tout partenaire qui me trouve dans le cadre de sa convention
page-audience-which = Les partenaires que je choisis
page-audience-which-hint = Cela compte seulement si vous avez coché « les partenaires que je choisis ».
page-audience-change = Changer
page-audience-back = Revenir à toutes les informations

## Mes données : ce qui a changé

page-correction-lead = Voici ce qui a été écrit dans votre profil, et quand. Les anciennes valeurs ne sont pas gardées.
page-correction-none = Rien n’a encore été corrigé.
page-correction-added = Vous avez ajouté :
page-correction-changed = Vous avez changé :
page-correction-removed = Vous avez retiré :
page-correction-added-by-others = Ajouté par quelqu’un d’autre :
page-correction-changed-by-others = Changé par quelqu’un d’autre :
page-correction-removed-by-others = Retiré par quelqu’un d’autre :
page-section-member = Qui vous êtes
page-section-contact = Adresse ou téléphone
page-section-skill = Une compétence
page-section-experience = Une expérience
page-section-education = Une formation
page-section-credential = Un diplôme ou un certificat
page-section-language = Une langue
page-section-availability = Une disponibilité
page-section-document = Un document
page-section-other = Votre profil
page-field-given = prénoms
page-field-family = noms de famille
page-field-birth = année de naissance
page-field-gender = genre
page-field-nationalities = nationalités
page-field-country = pays
page-field-city = ville
page-field-home = région d’attache
page-field-headline = phrase de présentation
page-field-return = droit de retour
page-field-language = langue
page-field-concept = compétence
page-field-level = niveau
page-field-years = années
page-field-last-used = dernière utilisation
page-field-wants = envie de l’utiliser
page-field-evidence = preuves
page-field-kind = genre de chose
page-field-title = intitulé
page-field-employer = employeur
page-field-occupation = métier
page-field-dates = dates
page-field-description = description
page-field-studies = domaine d’études
page-field-institution = établissement
page-field-issuer = qui l’a délivré
page-field-number = numéro
page-field-speaking = niveau de langue
page-field-modes = façons de travailler
page-field-days = jours par an
page-field-units = régions préférées
page-field-value = adresse ou numéro
page-field-verified = confirmation
page-field-other = autre détail

## Mes données : demandes

page-asked-title = Ce que des partenaires vous demandent
page-asked-text = Un partenaire ne voit ni votre nom ni votre téléphone. S’il veut vous parler, il le demande ici. Si vous dites oui, lui seul les voit, tant que vous gardez votre accord.
page-asked-none = Aucun partenaire ne vous a encore rien demandé.
page-asked-on = Demandé le { $name }
page-asked-open = Répondez avant le { $name }
page-asked-accepted = Vous avez dit oui le { $name }
page-asked-declined = Vous avez dit non le { $name }
page-asked-expired = Le délai de réponse est passé
page-asked-yes = Oui, montrer mon nom et mon contact
page-asked-no = Non
page-asked-older = Les demandes plus anciennes sont dans le fichier de vos données.
page-request-title = Ce que vous demandez
page-request-text = La personne chargée de la protection des données répond dans le délai de la loi. Vous lisez la réponse ici.
page-request-kind = Que demandez-vous ?
page-request-access = Savoir ce que vous avez sur moi
page-request-rectification = Corriger quelque chose
page-request-erasure = Effacer quelque chose
page-request-objection = Arrêter un usage
page-request-portability = Emporter mes données ailleurs
page-request-restriction = Garder mes données sans les utiliser
page-request-words = Dites-le avec vos mots
page-request-words-hint = Par exemple : « Pourquoi quelqu’un a-t-il lu mon adresse le 3 mai ? »
page-request-send = Envoyer ma demande
page-request-received = Reçu le { $name }
page-request-waits = Réponse avant le { $name }
page-request-worked-on = En cours ; réponse avant le { $name }
page-request-answered = Répondu le { $name }
page-request-refused = Refusé le { $name }
page-request-object-title = Ne plus être proposé à des projets
page-request-object-text = Cela compte aussitôt : plus aucun projet ne vous est proposé, et personne n’a besoin de l’approuver. Vous pouvez revenir sur ce choix dans « Mes accords ».
page-request-object-why = Pourquoi
page-request-object-button = Ne plus me proposer

## Mes données : les emporter

page-export-whole = Tout ce que nous avons sur vous
page-export-whole-text = Votre profil, vos accords, qui vous a lu, vos demandes, vos appareils : tout, sauf les mots de passe. Le fichier est en JSON, que des logiciels savent lire.
page-export-whole-button = Télécharger tout
page-export-resume = Votre profil pour d’autres services
page-export-resume-text = Un curriculum au format JSON Resume, que d’autres sites savent reprendre.
page-export-resume-button = Télécharger le curriculum
page-export-care = Ces fichiers parlent de vous : gardez-les sur votre propre appareil.

## Mes données : appareils

page-device-lead = Si vous ne reconnaissez pas un appareil, déconnectez-le.
page-device-opened = Entré le { $name }
page-device-used = Utilisé pour la dernière fois le { $name }
page-device-this = Cet appareil
page-device-end = Déconnecter
page-device-end-others = Déconnecter tous les autres

## Mes données : pause, départ, effacement

page-leave-pause = Faire une pause
page-leave-pause-text = Votre profil reste gardé, mais on ne vous propose plus de projet. Vous reprenez quand vous voulez.
page-leave-pause-button = Mettre en pause
page-leave-resume = Reprendre
page-leave-resume-text = Votre profil revient dans le registre, et les projets réapparaissent. Si un effacement était prévu, il est annulé.
page-leave-resume-button = Reprendre maintenant
page-leave-agree-label = Votre accord
page-leave-agree = J’accepte
page-leave-withdraw = Quitter le registre
page-leave-withdraw-text = Vous retirez votre accord d’être inscrit : plus personne ne vous trouve ni ne vous propose de projet. Vos données restent gardées un temps, puis sont effacées.
page-leave-withdraw-back = Vous pouvez revenir tant qu’elles ne sont pas effacées : il suffit de vous connecter.
page-leave-withdraw-button = Quitter
page-leave-erase = Tout effacer
page-leave-erase-text = Vous quittez le registre aussitôt, puis tout ce que nous avons sur vous est supprimé pour toujours.
page-leave-erase-grace = { $count ->
    [one] Vous avez un jour pour changer d’avis.
   *[other] Vous avez { $count } jours pour changer d’avis.
 }
page-leave-erase-after = Après ce délai, personne ne peut plus rien retrouver, pas même nous.
page-leave-erase-link = Effacer mes données
page-leave-erase-button = Tout effacer
page-leave-reason = Pourquoi partez-vous ?
page-leave-sure = Avant de continuer
page-leave-understood = J’ai compris
page-leave-tick = Cochez « J’ai compris » pour continuer.
page-leave-stay = Ne rien changer
page-leave-pending = Vos données seront effacées le { $name }
page-leave-pending-text = Jusqu’à ce jour, vous pouvez changer d’avis. Ensuite, tout est supprimé.
page-leave-cancel = Ne pas effacer
page-receipt-made = Votre demande d’effacement est notée
page-receipt-due = Vos données seront effacées le { $name }.
page-receipt-code = Code de votre reçu
page-receipt-keep = Notez ce code : il n’est montré qu’ici. Avec lui, vous pourrez vérifier que l’effacement a eu lieu, même quand vous n’aurez plus de compte.
page-receipt-back = Revenir
page-receipt-title = Vérifier un effacement
page-receipt-text = Donnez le code du reçu que vous avez noté. Rien de ce que vous lirez ici ne dit de qui il s’agissait.
page-receipt-button = Vérifier
page-receipt-unknown = Aucun effacement n’a ce code. Vérifiez chaque signe.
page-receipt-waits = L’effacement aura lieu le { $name }.
page-receipt-cancelled = L’effacement a été annulé le { $name }.
page-receipt-erased = Tout a été effacé le { $name }.
## Entrer

page-start-title = Entrer dans Seko
page-start-lead = Nouveau ou déjà inscrit, c’est le même chemin : nous vous envoyons un code à six chiffres.
page-start-address = Adresse électronique ou numéro de téléphone
page-start-address-hint = Le numéro avec l’indicatif du pays, par exemple +225 07 12 34 56 78.
page-start-email = Adresse électronique
page-start-email-hint = Le code y arrive en une minute environ.
page-start-button = Recevoir un code
page-start-nothing = Rien n’est publié : c’est vous qui dites ensuite qui voit quoi.
page-code-title = Entrer le code
page-code-lead = Nous venons d’envoyer un code à { $name }. Il est valable dix minutes.
page-code-label = Code à six chiffres
page-code-hint = Personne du ministère ne vous demandera jamais ce code.
page-code-second-hint = Votre compte est protégé par une application d’authentification.
page-code-button = Continuer
page-code-again-title = Rien reçu ?
page-code-again-text = Regardez dans les messages indésirables, ou vérifiez que l’adresse ou le numéro est juste.
page-code-again-button = Envoyer un autre code
page-code-other = Changer d’adresse ou de numéro

page-join-title = Vous inscrire
page-join-lead = Trois réponses et vos accords, et vous êtes inscrit. Le reste se complète à votre rythme, sur n’importe quel appareil.
page-join-awaited-title = Un profil vous attend
page-join-awaited-text = Un agent a déjà écrit un profil pour vous, avec cette adresse ou ce numéro. Reprenez-le au lieu d’en commencer un autre.
page-desk-consents-title = Ses accords
page-desk-consents-legend = Ce que la personne accepte
page-desk-consents-hint = Le premier est nécessaire pour l’inscrire ; sans le deuxième, aucun projet ne lui est proposé.
page-join-consents-title = Vos accords
page-join-consents-text = Chaque usage de vos données demande votre accord. Vous retirez chacun d’eux quand vous voulez, d’un seul geste.
page-join-consents-legend = Ce que vous acceptez
page-join-consents-hint = Le premier est nécessaire pour s’inscrire ; sans le deuxième, aucun projet ne vous est proposé.
page-join-button = M’inscrire
page-join-code-text = Un agent vous a remis un papier avec un code ?
page-done-joined = Bienvenue ! Vous êtes inscrit au registre.

page-claim-title = Reprendre mon profil
page-claim-link = Reprendre mon profil
page-claim-lead = Un agent a écrit votre profil avec vous. Reprenez-le ici : il devient le vôtre, et vous seul le tenez.
page-claim-awaited = Un profil attend l’adresse e-mail avec laquelle vous êtes entré.
page-claim-mine = C’est le mien, je le reprends
page-claim-other = Vous avez un code
page-claim-code = Code écrit sur le papier
page-claim-code-hint = Les tirets et les espaces ne comptent pas.
page-claim-button = Reprendre mon profil
page-claim-none = Je n’ai pas de code : m’inscrire moi-même

## Guichet

page-desk-title = Inscrire une personne présente
page-desk-lead = La personne est devant vous. Elle lit ou vous lui lisez chaque accord, et elle repart avec un code qui lui donne la main sur son profil.
page-desk-who = Qui est-ce
page-desk-country = Pays où la personne vit
page-desk-language = Langue de ses messages
page-desk-phone = Numéro de téléphone
page-desk-phone-hint = Facultatif, avec l’indicatif du pays. Si les SMS sont en service, la personne en reçoit un qui le lui dit.
page-desk-does-title = Ce qu’elle sait faire
page-desk-speaks = Langue qu’elle parle le mieux
page-desk-speaks-hint = Elle ajoutera les autres.
page-desk-does = Dans ses mots
page-desk-does-hint = Par exemple : « J’ai été maçon à Abidjan, je pose du carrelage et je lis les plans. » Ce texte n’est pas gardé.
page-desk-look = Chercher les compétences
page-desk-skills = Compétences reconnues
page-desk-skills-hint = Relisez-les avec la personne et décochez ce qui n’est pas juste. Elle en précisera le niveau.
page-desk-nothing = Aucune compétence n’a été reconnue. Dites-le autrement, ou laissez la personne les ajouter plus tard.
page-desk-consents-text = Ne cochez que ce que la personne accepte elle-même.
page-desk-channel = Où cela se passe
page-desk-channel-agent = Consulat ou centre d’accueil
page-desk-channel-forum = Guichet d’un forum
page-desk-proof = Preuve de l’accord
page-desk-proof-hint = Numéro du formulaire signé, et où il est gardé.
page-desk-button = Inscrire cette personne
page-desk-code-title = À remettre à la personne
page-desk-code-lead = { $name } est inscrit, et son profil l’attend. Voici son code :
page-desk-code-how = Elle ouvre ce site, entre avec son adresse ou son numéro, choisit « Reprendre mon profil » et tape ce code.
page-desk-code-until = Il est valable jusqu’au { $name }.
page-desk-code-once = Il ne sera plus montré. Imprimez cette page, ou recopiez-le sur un papier.
page-desk-next = Inscrire une autre personne
