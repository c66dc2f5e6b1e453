// The registry behind the pages, asked over GraphQL: what the ministry's people see and do while members use the pages.

const PASSWORD = "seko-demo-2026";
/** The accounts of `seko demo`. */
export const STAFF = "staff@example.org";
export const ADMIN = "admin@example.org";
export const MEMBER = "nantenin.fomba@example.org";
/** Gets another password, which ends every session. */
export const FORGETFUL_MEMBER = "bourama.togola@example.org";
/** Made by the run itself. */
export const AGENT = "agent@example.org";

export class Registry {
  #address;
  #tokens = new Map();

  constructor(address) {
    this.#address = address;
  }

  async #post(query, variables, headers) {
    const body = JSON.stringify({ query, variables });
    const sent = { "content-type": "application/json", accept: "application/graphql-response+json", ...headers };
    const answer = await (await fetch(`${this.#address}/graphql`, { method: "POST", headers: sent, body })).json();
    if (answer.errors) throw new Error(`${query.slice(0, 80)}: ${JSON.stringify(answer.errors)}`);
    for (const [name, payload] of Object.entries(answer.data)) {
      const problems = payload?.userErrors ?? [];
      if (problems.length > 0) throw new Error(`${name}: ${JSON.stringify(problems)}`);
    }
    return answer.data;
  }

  /** Asks without being anybody. */
  anyone(query, variables = {}) {
    return this.#post(query, variables, {});
  }

  /** Asks as one of the accounts of the demonstration. */
  async as(email, query, variables = {}, headers = {}) {
    if (!this.#tokens.has(email)) {
      const { signIn } = await this.anyone(
        "mutation ($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { message } } }",
        { input: { email, password: PASSWORD } },
      );
      this.#tokens.set(email, signIn.accessToken);
    }
    return this.#post(query, variables, { authorization: `Bearer ${this.#tokens.get(email)}`, ...headers });
  }

  /** Makes an account an agent, who registers people in their presence. */
  async makeAgent(email = AGENT) {
    const query = "mutation ($input: GrantRoleInput!) { grantRole(input: $input) { roleGrant { id } userErrors { code message } } }";
    await this.as(ADMIN, query, { input: { email, role: "AGENT" } });
  }

  /** Registers somebody with a password, whose address a mailed link is to confirm. */
  async register(email) {
    const { privacyNotices } = await this.anyone("{ privacyNotices { version } }");
    const query = "mutation ($input: RegisterMemberInput!) { registerMember(input: $input) { userErrors { code message } } }";
    const consents = [{ purpose: "REGISTRY", noticeVersion: privacyNotices[0].version }];
    const input = { email, password: PASSWORD, givenNames: "Awa", familyNames: "Traoré", residenceCountry: "FR", language: "FR", consents };
    await this.anyone(query, { input });
  }

  /** Has a link for a new password mailed. */
  async askForReset(email) {
    const query = "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code message } } }";
    await this.anyone(query, { input: { email } });
  }
}
