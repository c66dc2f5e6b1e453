-- Members from number {first} to number {last}, with everything of their profiles.
INSERT INTO member (id, account_id, given_names, family_names, birth_year, gender, nationalities, residence_country,
        residence_city, home_unit_id, headline, right_of_return, status, language, synthetic, confirmed_at, folded_names,
        folded_headline, visibility, version, created_at, updated_at)
    SELECT p.id, NULL, given.text, family.text,
        CASE WHEN seko_load.share(201, number) < 0.95 THEN 1955 + seko_load.pick(202, number, 50) END, given.gender,
        CASE WHEN seko_load.share(203, number) < 0.25 THEN jsonb_build_array('ML', place.country) ELSE '["ML"]' END,
        place.country, place.city, unit.id, headline.text,
        CASE WHEN seko_load.share(204, number) < 0.7 THEN 'YES' WHEN seko_load.share(204, number) < 0.75 THEN 'NO'
            ELSE 'UNKNOWN' END,
        'ACTIVE', CASE WHEN seko_load.share(205, number) < 0.1 THEN 'EN' ELSE 'FR' END, true, edited,
        given.folded || ' ' || family.folded, coalesce(headline.folded, ''), '{}', 1, registered, edited
    FROM seko_load.people({first}, {last}) AS p
    JOIN seko_load.given_name AS given ON given.rank = seko_load.pick(206, number, {given_names})
    JOIN seko_load.family_name AS family ON family.rank = seko_load.zipf(207, number, {family_names})
    JOIN seko_load.place ON place.rank = seko_load.zipf(208, number, {places})
    LEFT JOIN seko_load.unit ON unit.rank = seko_load.pick(209, number, (SELECT 20 * count(*) / 19 FROM seko_load.unit))
    LEFT JOIN seko_load.headline ON headline.rank = seko_load.pick(210, number, {headlines} * 20 / 19)
    ORDER BY number;

INSERT INTO contact (id, member_id, kind, value, verified_at, created_at)
    SELECT seko_load.id(at, 211, number), id, 'EMAIL', format('member%s.load@example.org', number), registered, registered
    FROM seko_load.people({first}, {last});

INSERT INTO consent_record (id, member_id, purpose, decision, notice_id, language, channel, at)
    SELECT seko_load.id(at, 220, number * 64 + place), p.id, purpose, 'GIVEN', notice.id, 'FR', 'SYNTHETIC', registered
    FROM seko_load.people({first}, {last}) AS p
    CROSS JOIN (VALUES (1, 'REGISTRY', 1.0), (2, 'MATCHING', 0.9), (3, 'CONTACT', 0.8)) AS asked (place, purpose, share)
    CROSS JOIN (SELECT id FROM privacy_notice ORDER BY version DESC LIMIT 1) AS notice
    WHERE seko_load.share(223, number * 64 + place) < share
    ORDER BY number, place;

INSERT INTO experience (id, member_id, kind, title, employer, occupation_id, country, starts_on, ends_on, description,
        version, created_at, updated_at)
    SELECT seko_load.id(at + 2, 230, number), p.id, 'WORK', title.text, employer.text, occupation.id, NULL,
        current_date - 1000 - seko_load.pick(233, number, 3000),
        CASE WHEN seko_load.share(234, number) < 0.6 THEN current_date - seko_load.pick(235, number, 1000) END,
        told.text || ' ' || more.text, 1, registered, registered
    FROM seko_load.people({first}, {last}) AS p
    JOIN seko_load.phrase AS title ON title.rank = seko_load.zipf(236, number, {phrases})
    JOIN seko_load.phrase AS employer ON employer.rank = seko_load.zipf(237, number, {phrases})
    JOIN seko_load.phrase AS told ON told.rank = seko_load.zipf(238, number, {phrases})
    JOIN seko_load.phrase AS more ON more.rank = seko_load.zipf(239, number, {phrases})
    JOIN seko_load.occupation ON occupation.rank = seko_load.zipf(240, number, (SELECT count(*) FROM seko_load.occupation))
    WHERE seko_load.has_worked(number)
    ORDER BY number;

INSERT INTO education (id, member_id, level, field, title, institution, country, completed_year, version, created_at,
        updated_at)
    SELECT seko_load.id(at + 3, 250, number), p.id, 3 + seko_load.pick(253, number, 5), NULL, title.text,
        institution.text, NULL, 1980 + seko_load.pick(254, number, 44), 1, registered, registered
    FROM seko_load.people({first}, {last}) AS p
    JOIN seko_load.phrase AS title ON title.rank = seko_load.zipf(255, number, {phrases})
    JOIN seko_load.phrase AS institution ON institution.rank = seko_load.zipf(256, number, {phrases})
    WHERE seko_load.share(257, number) < 0.25
    ORDER BY number;

INSERT INTO credential (id, member_id, title, issuer, number, issued_on, expires_on, version, created_at, updated_at)
    SELECT seko_load.id(at + 4, 260, p.number), p.id, title.text, issuer.text, NULL, NULL, NULL, 1, registered, registered
    FROM seko_load.people({first}, {last}) AS p
    JOIN seko_load.phrase AS title ON title.rank = seko_load.zipf(263, p.number, {phrases})
    JOIN seko_load.phrase AS issuer ON issuer.rank = seko_load.zipf(264, p.number, {phrases})
    WHERE seko_load.share(265, p.number) < 0.25
    ORDER BY p.number;

INSERT INTO member_skill (id, member_id, concept_id, level, years, last_used, wants_to_use, verification, version,
        created_at, updated_at)
    SELECT seko_load.id(at + 5 + place, 270, code), drawn.id, skill.id,
        (ARRAY[1, 2, 2, 3, 3, 3, 4, 4, 5])[seko_load.pick(273, code, 9)],
        CASE WHEN seko_load.share(274, code) < 0.6 THEN seko_load.pick(275, code, 25) END,
        CASE WHEN seko_load.share(276, code) < 0.85
            THEN extract(year FROM current_date)::integer - floor(12 * power(seko_load.share(277, code), 2))::integer END,
        seko_load.share(278, code) < 0.7,
        CASE WHEN seko_load.share(279, code) < 0.4 AND seko_load.has_worked(number) THEN 'EVIDENCED'
            WHEN seko_load.share(279, code) < 0.9 THEN 'SELF_CLAIMED' WHEN seko_load.share(279, code) < 0.94 THEN 'PEER_ENDORSED'
            WHEN seko_load.share(279, code) < 0.96 THEN 'MISSION_PROVEN' ELSE 'VERIFIED' END,
        1, registered, registered
    FROM (
        SELECT p.*, place, number * 64 + place AS code FROM seko_load.people({first}, {last}) AS p
        CROSS JOIN LATERAL generate_series(1, 3 + floor(11.2 * seko_load.share(280, number))::integer) AS place
    ) AS drawn
    JOIN seko_load.skill ON skill.rank = seko_load.zipf(281, code, {skills})
    ORDER BY code
    ON CONFLICT (member_id, concept_id) DO NOTHING;

INSERT INTO member_skill_evidence (id, member_skill_id, experience_id)
    SELECT seko_load.id(at + 40, 285, hashtext(skill.id::text)), skill.id, seko_load.id(at + 2, 230, number)
    FROM seko_load.people({first}, {last}) AS p JOIN member_skill AS skill ON skill.member_id = p.id
    WHERE skill.verification = 'EVIDENCED';

INSERT INTO member_language (id, member_id, code, speaking, listening, reading, writing, version, created_at, updated_at)
    SELECT seko_load.id(at + 41, 290, number * 64 + place), p.id, language.code,
        (ARRAY['A2', 'B1', 'B2', 'C1', 'C2', 'NATIVE'])[seko_load.pick(293, number * 64 + place, 6)], NULL, NULL, NULL, 1,
        registered, registered
    FROM seko_load.people({first}, {last}) AS p
    CROSS JOIN LATERAL (
        SELECT 1, 'fra' WHERE seko_load.share(294, number) < 0.95
        UNION ALL SELECT 2, code FROM seko_load.language
            WHERE rank = seko_load.zipf(295, number, 5) AND seko_load.share(296, number) < 0.75
        UNION ALL SELECT 3, code FROM seko_load.language
            WHERE rank = 5 + seko_load.zipf(297, number, 5) AND seko_load.share(298, number) < 0.35
    ) AS language (place, code)
    ORDER BY number, place;

INSERT INTO availability (id, member_id, starts_on, ends_on, modes, days_per_year, preferred_units, version, created_at,
        updated_at)
    SELECT seko_load.id(at + 42, 300, number * 64 + place), p.id, starts_on,
        CASE WHEN seko_load.share(303, number * 64 + place) < 0.8
            THEN starts_on + 30 + seko_load.pick(304, number * 64 + place, 400) END,
        (ARRAY['["ON_SITE"]', '["REMOTE"]', '["ON_SITE", "REMOTE"]', '["HYBRID"]', '["ON_SITE", "HYBRID"]',
            '["ON_SITE", "REMOTE", "HYBRID"]'])[seko_load.pick(305, number * 64 + place, 6)]::jsonb,
        NULL, '[]', 1, registered, registered
    FROM seko_load.people({first}, {last}) AS p
    CROSS JOIN LATERAL generate_series(1, CASE WHEN seko_load.share(306, number) < 0.1 THEN 0
        WHEN seko_load.share(306, number) < 0.85 THEN 1 ELSE 2 END) AS place
    CROSS JOIN LATERAL (SELECT current_date - 60 + seko_load.pick(307, number * 64 + place, 200) + 500 * (place - 1))
        AS window_of (starts_on)
    ORDER BY number, place;

INSERT INTO change_log (subject, subject_id, event, actor_id, at, administrative)
    SELECT 'MEMBER', id, 'member.registered', NULL, registered, false FROM seko_load.people({first}, {last});
