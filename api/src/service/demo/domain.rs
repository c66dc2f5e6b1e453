//! What differs between fields of work: who leaves for where, how many are women, where they work, what they studied.

use super::vocabulary::Occupation;

/// Parts of the world that Malians leave for with different trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Europe and North America.
    North,
    /// China, Turkey and the Gulf.
    East,
    /// Morocco, Algeria, Tunisia.
    Maghreb,
    /// The rest of Africa.
    Africa,
}

impl Zone {
    /// The zone of a country, by its ISO 3166-1 alpha-2 code.
    pub(super) fn of(country: &str) -> Self {
        match country {
            "FR" | "BE" | "CH" | "ES" | "IT" | "DE" | "GB" | "US" | "CA" => Self::North,
            "CN" | "TR" | "AE" | "SA" => Self::East,
            "MA" | "DZ" | "TN" => Self::Maghreb,
            _ => Self::Africa,
        }
    }
}

/// A field of work: one of the taxonomy's outermost groups.
#[derive(Debug)]
pub(super) struct Domain {
    slug: &'static str,
    /// Share of the members by zone: North, East, Maghreb, Africa.
    pub(super) weights: [usize; 4],
    /// Women among a hundred.
    women: i32,
    /// Kinds of employers.
    pub(super) workplaces: [&'static str; 3],
    /// A usual licence or certificate, and who issues it.
    pub(super) credential: (&'static str, &'static str),
}

/// Every domain, in the taxonomy's order.
pub(super) static DOMAINS: [Domain; 14] = [
    Domain {
        slug: "health",
        weights: [17, 8, 16, 7],
        women: 50,
        workplaces: ["Hôpital public", "Clinique", "Centre de santé"],
        credential: ("Autorisation d'exercer", "Ordre professionnel"),
    },
    Domain {
        slug: "education",
        weights: [14, 8, 14, 9],
        women: 42,
        workplaces: ["Université", "Lycée", "Centre de formation"],
        credential: ("Certificat d'aptitude à l'enseignement", "Ministère de l'éducation"),
    },
    Domain {
        slug: "agriculture",
        weights: [6, 4, 6, 13],
        women: 32,
        workplaces: ["Coopérative agricole", "Exploitation agricole", "Société agroalimentaire"],
        credential: ("Certificat de bonnes pratiques agricoles", "Chambre d'agriculture"),
    },
    Domain {
        slug: "water-sanitation",
        weights: [4, 3, 5, 5],
        women: 14,
        workplaces: ["Société des eaux", "Bureau d'études hydrauliques", "Entreprise de forage"],
        credential: ("Habilitation de sécurité", "Organisme de contrôle"),
    },
    Domain {
        slug: "energy",
        weights: [5, 9, 8, 6],
        women: 11,
        workplaces: ["Société d'électricité", "Entreprise solaire", "Entreprise d'installation électrique"],
        credential: ("Habilitation électrique", "Organisme de contrôle"),
    },
    Domain {
        slug: "construction",
        weights: [8, 7, 8, 13],
        women: 6,
        workplaces: ["Entreprise de construction", "Bureau d'études", "Entreprise de travaux publics"],
        credential: ("Certificat de qualification professionnelle", "Chambre de métiers"),
    },
    Domain {
        slug: "crafts",
        weights: [5, 4, 4, 11],
        women: 34,
        workplaces: ["Atelier", "Coopérative d'artisans", "Boutique artisanale"],
        credential: ("Carte professionnelle d'artisan", "Chambre de métiers"),
    },
    Domain {
        slug: "mechanics-transport",
        weights: [6, 6, 3, 10],
        women: 6,
        workplaces: ["Garage", "Société de transport", "Plateforme logistique"],
        credential: ("Permis de conduire, catégorie C", "Service des permis"),
    },
    Domain {
        slug: "trade",
        weights: [6, 20, 6, 12],
        women: 42,
        workplaces: ["Société d'import-export", "Commerce de détail", "Magasin de gros"],
        credential: ("Carte professionnelle de commerçant", "Chambre de commerce"),
    },
    Domain {
        slug: "digital",
        weights: [12, 16, 15, 4],
        women: 26,
        workplaces: ["Société de services numériques", "Opérateur de télécommunications", "Jeune entreprise"],
        credential: ("Certification de spécialiste informatique", "Organisme de certification"),
    },
    Domain {
        slug: "finance",
        weights: [7, 5, 6, 3],
        women: 40,
        workplaces: ["Banque", "Cabinet comptable", "Institution de microfinance"],
        credential: ("Attestation de formation bancaire", "Centre de formation bancaire"),
    },
    Domain {
        slug: "administration",
        weights: [8, 3, 5, 4],
        women: 46,
        workplaces: ["Association", "Administration publique", "Cabinet de conseil"],
        credential: ("Certificat en gestion de projet", "Organisme de certification"),
    },
    Domain {
        slug: "environment",
        weights: [3, 2, 4, 2],
        women: 30,
        workplaces: ["Bureau d'études environnementales", "Organisation environnementale", "Service forestier"],
        credential: ("Certificat d'évaluation environnementale", "Agence de l'environnement"),
    },
    Domain {
        slug: "languages-communication",
        weights: [4, 5, 4, 3],
        women: 45,
        workplaces: ["Agence de communication", "Radio", "Cabinet de traduction"],
        credential: ("Diplôme approfondi de langue", "Centre de langues"),
    },
];

/// Place of a domain among the domains, by its group.
pub(super) fn place_of(group: &str) -> usize {
    DOMAINS.iter().position(|domain| domain.slug == group).unwrap_or_default()
}

/// How much rarer or more frequent people of an ISCO-08 major group (1 to 9) are, by zone.
const SHARES: [[usize; 9]; 4] = [
    [2, 5, 4, 2, 3, 1, 2, 2, 1],
    [3, 5, 4, 1, 3, 1, 2, 1, 1],
    [1, 5, 3, 1, 2, 1, 2, 1, 1],
    [2, 2, 3, 2, 4, 4, 5, 5, 2],
];

/// Weight of an occupation among those of its domain.
pub(super) fn weight(occupation: &Occupation, zone: Zone) -> usize {
    let emphasis = match occupation.slug.as_str() {
        "university-lecturer" => 5,
        "general-nurse" | "software-developer" | "bricklayer" | "shopkeeper" | "accountant" => 3,
        "midwife"
        | "general-practitioner"
        | "mathematics-teacher"
        | "trainer"
        | "agronomist"
        | "electrician"
        | "solar-technician"
        | "civil-engineer"
        | "tailor"
        | "vehicle-mechanic"
        | "project-manager" => 2,
        _ => 1,
    };
    SHARES[zone as usize][occupation.major - 1] * emphasis
}

/// Women among a hundred people of an occupation.
pub(super) fn women(occupation: &Occupation) -> i32 {
    match occupation.slug.as_str() {
        "midwife" | "shea-processor" => 96,
        "early-years-teacher" | "soap-maker" | "market-vendor" | "hairdresser" | "fruit-vegetable-processor" => 80,
        "general-nurse" | "nurse-assistant" | "fabric-dyer" | "potter" | "market-gardener" | "social-worker" => 65,
        "surgeon" | "tailor" | "leather-worker" | "cattle-farmer" | "fisher" | "refrigeration-technician" => 12,
        "blacksmith" | "goldsmith" | "shoe-repairer" | "woodcarver" | "butcher" | "tractor-driver" => 3,
        _ => DOMAINS[occupation.domain].women,
    }
}

/// ISCED-F 2013 field that leads to an occupation.
pub(super) fn field(occupation: &Occupation) -> &'static str {
    match (occupation.isco.as_str(), occupation.group.as_str()) {
        ("2211" | "2212", _) => "0912",
        ("2261", _) => "0911",
        ("2262" | "3213", _) => "0916",
        ("3211" | "3212", _) => "0914",
        ("2264", _) => "0915",
        ("3230", _) => "0917",
        ("2250" | "3240", _) => "0841",
        ("2634", _) => "0313",
        (_, "clinical-care" | "maternal-child-health") => "0913",
        (_, "public-health" | "pharmacy-laboratory") => "0910",
        (_, "teaching") => "0114",
        (_, "training-curriculum" | "higher-education-research") => "0111",
        (_, "agriculture" | "crop-production" | "animal-production") => "0811",
        (_, "food-processing") => "0721",
        (_, "water-supply" | "structural-work" | "finishing-work") => "0732",
        (_, "sanitation") => "0712",
        (_, "renewables" | "electricity-work") => "0713",
        (_, "construction-design") => "0731",
        (_, "textile-crafts") => "0723",
        (_, "personal-crafts") => "0214",
        (_, "vehicle-mechanics") => "0716",
        (_, "logistics-transport") => "1041",
        (_, "trade") => "0416",
        (_, "digital" | "software-data") => "0613",
        (_, "ict-infrastructure") => "0612",
        (_, "accounting-audit") => "0411",
        (_, "finance") => "0412",
        (_, "administration" | "programme-management") => "0413",
        (_, "public-affairs") => "0421",
        (_, "community-work") => "0923",
        (_, "environment") => "0521",
        (_, "forest-land") => "0821",
        (_, "languages" | "translation-interpreting") => "0232",
        (_, "media") => "0321",
        _ => "0031",
    }
}
