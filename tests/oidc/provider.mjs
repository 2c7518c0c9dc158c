// A real OpenID Connect provider for the tests: node provider.mjs PORT APP_ADDRESS ACCOUNTS
// ACCOUNTS is JSON: by e-mail address {verified, token}; `token` overrides claims of the ID token
// (`iat` and `exp` as seconds from now), signed with the provider's own key: a provider gone wrong.
import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import Provider, { interactionPolicy } from 'oidc-provider';

const [port, app, accountsJson] = process.argv.slice(2);
const accounts = JSON.parse(accountsJson);
const issuer = `http://127.0.0.1:${port}`;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' };

const { base, Prompt } = interactionPolicy;
const policy = base();
policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'slow-time',
    client_secret: 'a secret for tests only',
    redirect_uris: [`${app}/oauth2callback`],
    post_logout_redirect_uris: [`${app}/oauth2callback`],
  }],
  jwks: { keys: [jwk] },
  cookies: { keys: ['for tests only'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({
      sub: `subject of ${id}`,
      email: id,
      email_verified: accounts[id]?.verified ?? true,
      name: 'Name At Provider',
    }),
  }),
  interactions: { policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = `<h1>Leave the provider?</h1>${form}
          <button form="op.logoutForm" name="logout" value="yes">Leave</button>`;
      },
    },
  },
});

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(payload) {
  const said = `${encode({ alg: 'RS256', kid: 'test', typ: 'JWT' })}.${encode(payload)}`;
  return `${said}.${signBytes('sha256', Buffer.from(said), privateKey).toString('base64url')}`;
}

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith('/interaction/')) {
    if (ctx.method === 'GET') {
      ctx.type = 'html';
      ctx.body = `<h1>Provider</h1><form method="post">
        <label>E-mail <input name="email"></label><button>Continue</button></form>`;
      return;
    }
    let body = '';
    for await (const part of ctx.req) body += part;
    const accountId = new URLSearchParams(body).get('email');
    const result = { login: { accountId }, select_account: {} };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    return;
  }
  await next();
  if (ctx.path === '/token' && ctx.body?.id_token) {
    const payload = JSON.parse(Buffer.from(ctx.body.id_token.split('.')[1], 'base64url'));
    const changed = { ...accounts[payload.email]?.token };
    const now = Math.floor(Date.now() / 1000);
    for (const moment of ['iat', 'exp']) if (moment in changed) changed[moment] += now;
    if (Object.keys(changed).length) ctx.body.id_token = sign({ ...payload, ...changed });
  }
});

provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
