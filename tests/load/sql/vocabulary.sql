-- As many concepts as ESCO has, where the taxonomy is smaller: skills in groups of twenty, occupations that ask for
-- forty of them each, most of them neighbours.
CREATE TABLE seko_load.lacking AS
    SELECT greatest(0, 13900 - count(*))::bigint AS skills FROM concept
    WHERE type IN ('SKILL', 'KNOWLEDGE') AND status = 'CURRENT';

INSERT INTO taxonomy_release (id, source, content_hash, loaded_at)
    SELECT seko_load.id({day}, 20, 0), 'LOAD', '', now() FROM seko_load.lacking WHERE skills > 0;

-- Numbers from 0: skills, then groups of twenty, then groups of groups, then occupations.
CREATE TABLE seko_load.made AS
    SELECT kind, n AS number, seko_load.id({day}, 21 + 3 * place, n) AS id
    FROM seko_load.lacking CROSS JOIN LATERAL (VALUES
        ('SKILL', 0, skills), ('GROUP', 1, (skills + 19) / 20), ('TOP', 2, (skills + 499) / 500),
        ('OCCUPATION', 3, CASE WHEN skills > 0 THEN 3000 ELSE 0 END)) AS kinds (kind, place, most)
    CROSS JOIN LATERAL generate_series(0, most - 1) AS n;
CREATE UNIQUE INDEX ON seko_load.made (kind, number);

INSERT INTO concept (id, uri, type, code, isco_code, status, replaced_by_id, definition, release_id)
    SELECT id, 'urn:seko:load:' || lower(kind) || ':' || number, CASE kind WHEN 'TOP' THEN 'GROUP' ELSE kind END, NULL,
        CASE kind WHEN 'OCCUPATION' THEN format('%s%s%s%s', 1 + number % 430 / 48, 1 + number % 430 / 8 % 6,
            1 + number % 430 / 2 % 4, 1 + number % 430 % 2) END,
        'CURRENT', NULL, NULL, seko_load.id({day}, 20, 0)
    FROM seko_load.made;

INSERT INTO concept_label (id, concept_id, language, kind, text, proposed, origin)
    SELECT seko_load.id({day}, 33 + place, hashtext(made.kind)::bigint * 100000 + number), made.id, language, label.kind,
        first.text || ' ' || second.text, false, 'RELEASE'
    FROM seko_load.made
    CROSS JOIN (VALUES (0, 'fra', 'PREFERRED'), (3, 'eng', 'PREFERRED'), (6, 'fra', 'ALTERNATIVE'),
        (9, 'eng', 'ALTERNATIVE')) AS label (place, language, kind)
    JOIN seko_load.phrase AS first ON first.rank = seko_load.pick(130 + place, number + hashtext(made.kind), {phrases})
    JOIN seko_load.phrase AS second ON second.rank = seko_load.pick(150 + place, number + hashtext(made.kind), {phrases});

INSERT INTO concept_relation (from_id, kind, to_id)
    SELECT child.id, 'BROADER', parent.id FROM seko_load.made AS child JOIN seko_load.made AS parent
        ON (child.kind = 'SKILL' AND parent.kind = 'GROUP' AND parent.number = child.number / 20)
        OR (child.kind = 'GROUP' AND parent.kind = 'TOP' AND parent.number = child.number / 25)
        OR (child.kind = 'SKILL' AND parent.kind = 'SKILL' AND child.number % 5 = 1 AND parent.number = child.number - 1)
    UNION ALL
    SELECT one.id, 'RELATED', other.id FROM seko_load.made AS one JOIN seko_load.made AS other
        ON one.kind = 'SKILL' AND other.kind = 'SKILL' AND one.number % 2 = 0 AND other.number = one.number + 7;

INSERT INTO concept_relation (from_id, kind, to_id)
    SELECT DISTINCT ON (skill.id, occupation.id) skill.id,
        CASE WHEN ask <= 20 THEN 'ESSENTIAL_FOR' ELSE 'OPTIONAL_FOR' END, occupation.id
    FROM seko_load.lacking CROSS JOIN seko_load.made AS occupation CROSS JOIN generate_series(1, 40) AS ask
    CROSS JOIN LATERAL (SELECT CASE
        -- Occupations of one kind stand in one place of the vocabulary.
        WHEN ask <= 34 THEN (occupation.number % 430 * skills / 430 + seko_load.pick(170, occupation.number * 64 + ask, 60))
            % skills
        ELSE seko_load.pick(171, occupation.number * 64 + ask, skills) - 1 END) AS asked (number)
    JOIN seko_load.made AS skill ON skill.kind = 'SKILL' AND skill.number = asked.number
    WHERE occupation.kind = 'OCCUPATION'
    ORDER BY skill.id, occupation.id, ask;

-- The commonest first; what is common has nothing to do with where it stands.
CREATE TABLE seko_load.skill AS
    SELECT row_number() OVER (ORDER BY seko_load.share(180, hashtext(uri)), uri)::integer AS rank, id FROM concept
    WHERE type IN ('SKILL', 'KNOWLEDGE') AND status = 'CURRENT';
CREATE UNIQUE INDEX ON seko_load.skill (rank);
CREATE TABLE seko_load.occupation AS
    SELECT row_number() OVER (ORDER BY uri)::integer AS rank, id FROM concept
    WHERE type = 'OCCUPATION' AND status = 'CURRENT';
CREATE UNIQUE INDEX ON seko_load.occupation (rank);
ANALYZE concept, concept_label, concept_relation, seko_load.skill, seko_load.occupation, seko_load.phrase;
