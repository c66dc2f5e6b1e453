-- Members who can sign in, spread over all of them; they have one password.
CREATE TABLE seko_load.signing_in AS
    SELECT p.number, p.id AS member_id, seko_load.id(p.at, 310, p.number) AS account_id, p.registered
    FROM generate_series(1, {accounts}) AS place
    CROSS JOIN LATERAL seko_load.people(1 + (place - 1) * {members} / {accounts}, 1 + (place - 1) * {members} / {accounts}) AS p;
INSERT INTO account (id, email, email_verified_at, password_hash, language, created_at)
    SELECT account_id, format('member%s.load@example.org', number), registered, '{password_hash}', 'FR', registered FROM seko_load.signing_in;
INSERT INTO role_grant (id, account_id, role, valid_from)
    SELECT seko_load.id((extract(epoch FROM registered) * 1000)::bigint, 313, number), account_id, 'MEMBER', registered
    FROM seko_load.signing_in;
UPDATE member SET account_id = signing_in.account_id FROM seko_load.signing_in WHERE signing_in.member_id = member.id;
