-- What the rows are drawn with: the same for the same seed, number of members and day.
DROP SCHEMA IF EXISTS seko_load CASCADE;
CREATE SCHEMA seko_load;

-- 0 to 1, the latter excluded, for one thing that is drawn (`what`) about one number.
CREATE FUNCTION seko_load.share(what bigint, number bigint) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(number, what + 1000 * {seed}) & 9007199254740991)::double precision / 9007199254740992 $$;

-- One of 1 to `most`, each as likely.
CREATE FUNCTION seko_load.pick(what bigint, number bigint, most bigint) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT 1 + floor(most * seko_load.share(what, number))::integer $$;

-- One of 1 to `most` by a law of Zipf (exponent 1).
CREATE FUNCTION seko_load.zipf(what bigint, number bigint, most bigint) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT least(most, floor(0.5 * power(2 * most + 1, seko_load.share(what, number)) + 0.5))::integer $$;

-- A UUID of version 7: milliseconds since 1970, then what is drawn.
CREATE FUNCTION seko_load.id(at bigint, what bigint, number bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (lpad(to_hex(at), 12, '0')
    || '7' || lpad(to_hex(hashint8extended(number, what + 1000 * {seed}) & 4095), 3, '0')
    || to_hex(8 + (hashint8extended(number, what + 1000 * {seed} + 1) & 3))
    || lpad(to_hex(hashint8extended(number, what + 1000 * {seed} + 2) & 1152921504606846975), 15, '0'))::uuid $$;

-- When a member registered, in milliseconds since 1970: within a thousand days, in the order of their numbers.
CREATE FUNCTION seko_load.registered(number bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT {day} - 86400000000 + number * 86400000000 / ({members} + 1) $$;

-- Members by their numbers: when each registered, and was last edited.
CREATE FUNCTION seko_load.people(first bigint, last bigint)
    RETURNS TABLE (number bigint, at bigint, id uuid, registered timestamptz, edited timestamptz)
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT n, r, seko_load.id(r, 10, n), to_timestamp(r / 1000.0),
    to_timestamp(greatest(r, {day} - (51840000000 * seko_load.share(14, n))::bigint) / 1000.0)
    FROM generate_series(first, last) AS n CROSS JOIN LATERAL (SELECT seko_load.registered(n)) AS own (r) $$;

-- Whether a member has told of an experience.
CREATE FUNCTION seko_load.has_worked(number bigint) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT seko_load.share(50, number) < 0.3333 $$;

CREATE TABLE seko_load.given_name (rank integer PRIMARY KEY, text text NOT NULL, folded text NOT NULL, gender text NOT NULL);
CREATE TABLE seko_load.family_name (rank integer PRIMARY KEY, text text NOT NULL, folded text NOT NULL);
CREATE TABLE seko_load.place (rank integer PRIMARY KEY, country text NOT NULL, city text);
CREATE TABLE seko_load.headline (rank integer PRIMARY KEY, text text NOT NULL, folded text NOT NULL);
CREATE TABLE seko_load.phrase (rank integer PRIMARY KEY, text text NOT NULL);
CREATE TABLE seko_load.unit AS
    SELECT row_number() OVER (ORDER BY code)::integer AS rank, id FROM admin_unit WHERE kind <> 'COUNTRY';
CREATE TABLE seko_load.language (rank integer PRIMARY KEY, code text NOT NULL);
INSERT INTO seko_load.language
    VALUES (1, 'bam'), (2, 'eng'), (3, 'snk'), (4, 'ful'), (5, 'ara'), (6, 'ses'), (7, 'spa'), (8, 'deu'), (9, 'por'),
    (10, 'ita');
