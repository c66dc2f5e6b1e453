-- An open project with fifty open positions of five requirements each, every gate shut.
INSERT INTO organisation (id, name, acronym, kind, country, unit_id, website, version, created_at, updated_at)
    SELECT seko_load.id({day}, 60, 0), 'Institution sous charge', NULL, 'INSTITUTION', 'ML', NULL, NULL, 1, now(), now();
INSERT INTO project (id, host_id, programme_id, title, summary, sector, sdg_targets, compact_objectives, budget_amount,
        budget_currency, starts_on, ends_on, status, version, created_at, updated_at)
    SELECT seko_load.id({day}, 63, 0), seko_load.id({day}, 60, 0), NULL,
        '{"original": "FR", "texts": {"FR": "Projet sous charge", "EN": "Project under load"}}', NULL, NULL, '[]', '[]',
        NULL, NULL, current_date, current_date + 700, 'OPEN', 1, now(), now();
INSERT INTO position (id, project_id, title, description, headcount, mode, unit_id, starts_on, ends_on, closes_on,
        languages, gates, status, version, created_at, updated_at)
    SELECT seko_load.id({day} + n, 66, n), seko_load.id({day}, 63, 0),
        jsonb_build_object('original', 'FR', 'texts', jsonb_build_object('FR', 'Poste ' || n, 'EN', 'Position ' || n)),
        NULL, 2, (ARRAY['ON_SITE', 'REMOTE', 'HYBRID'])[1 + n % 3], NULL, current_date + 30, current_date + 300, NULL,
        '[{"code": "fra", "min_level": "B1"}]', '["LANGUAGE", "MODE", "DATES", "RIGHT_OF_RETURN"]', 'OPEN', 1, now(), now()
    FROM generate_series(1, 50) AS n;
INSERT INTO requirement (id, position_id, concept_id, importance, min_level, weight, ordinal)
    SELECT seko_load.id({day} + n, 70, n * 64 + place), seko_load.id({day} + n, 66, n), skill.id,
        CASE WHEN place <= 3 THEN 'ESSENTIAL' ELSE 'DESIRED' END, 1 + seko_load.pick(73, n * 64 + place, 3),
        seko_load.pick(74, n * 64 + place, 10), place - 1
    FROM (
        SELECT n, rank, row_number() OVER (PARTITION BY n ORDER BY min(try)) AS place
        FROM generate_series(1, 50) AS n CROSS JOIN generate_series(1, 20) AS try
        CROSS JOIN LATERAL (SELECT seko_load.zipf(76, n * 64 + try, (SELECT count(*) FROM seko_load.skill))) AS drawn (rank)
        GROUP BY n, rank
    ) AS drawn JOIN seko_load.skill USING (rank) WHERE place <= 5;
INSERT INTO change_log (subject, subject_id, event, actor_id, at, administrative)
    VALUES ('TAXONOMY', seko_load.id({day}, 20, 0), 'taxonomy.loaded', NULL, now(), false),
    ('PROJECT', seko_load.id({day}, 63, 0), 'project.created', NULL, now(), false);
INSERT INTO change_log (subject, subject_id, event, actor_id, at, administrative)
    SELECT 'POSITION', seko_load.id({day} + n, 66, n), 'position.created', NULL, now(), false
    FROM generate_series(1, 50) AS n;
