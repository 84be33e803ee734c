// A conforming OpenID Connect provider for tests: signs in whoever is asked for, at once, without a page.
//
//   node e2e/oidc-provider.mjs --redirect-uri http://127.0.0.1:8080/auth/callback [options]
//
//   --port N               0 (the default) takes a free one
//   --client-id ID         default "tracs"
//   --client-secret S      default "a-secret-for-tests-only"
//   --auth-method M        client_secret_basic (default) or client_secret_post
//   --redirect-uri URI     required; may be given several times
//   --logout-uri URI       where RP-initiated logout may return to; may be given several times
//   --subject SUB          who signs in when the request carries no login_hint; default "test-person"
//   --claims JSON          {"<sub>": {"email": "...", ...}, ...}; "*" is for everyone else
//   --alg ALG              ID token signature: RS256 (default), ES256 or EdDSA
//   --exit-with-stdin      ends when standard input closes, so it never outlives the test that started it
//
// Once it is ready it prints one line of JSON: {"issuer", "client_id", "client_secret", "pid"}. PKCE (S256) is required,
// `nonce` and `auth_time` come back in the ID token, and the claims of `--claims` are in the ID token and at userinfo.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'client-id': { type: 'string', default: 'tracs' },
    'client-secret': { type: 'string', default: 'a-secret-for-tests-only' },
    'auth-method': { type: 'string', default: 'client_secret_basic' },
    'redirect-uri': { type: 'string', multiple: true, default: [] },
    'logout-uri': { type: 'string', multiple: true, default: [] },
    subject: { type: 'string', default: 'test-person' },
    claims: { type: 'string', default: '{}' },
    alg: { type: 'string', default: 'RS256' },
    'exit-with-stdin': { type: 'boolean', default: false },
  },
});
if (options['redirect-uri'].length === 0) {
  console.error('oidc-provider: --redirect-uri is required');
  process.exit(2);
}

// Standard output is for the one line that a caller waits for; the library's hints for production go elsewhere.
console.info = console.log = console.warn = console.error;
const { default: Provider } = await import('oidc-provider');

const keyKinds = {
  RS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}],
};
const [kind, shape] = keyKinds[options.alg] ?? keyKinds.RS256;
const signingKey = generateKeyPairSync(kind, shape).privateKey.export({ format: 'jwk' });
const people = JSON.parse(options.claims);
const claimsOf = (sub) => ({ ...people['*'], ...people[sub], sub });
const claimNames = [...new Set(Object.values(people).flatMap((claims) => Object.keys(claims)))];

const server = createServer();
await new Promise((done) => server.listen(Number(options.port), '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: options['client-id'],
    client_secret: options['client-secret'],
    token_endpoint_auth_method: options['auth-method'],
    redirect_uris: options['redirect-uri'],
    post_logout_redirect_uris: options['logout-uri'],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    id_token_signed_response_alg: options.alg,
    require_auth_time: true,
  }],
  jwks: { keys: [{ ...signingKey, use: 'sig', alg: options.alg, kid: 'test-key' }] },
  cookies: { keys: ['for tests only'] },
  pkce: { required: () => true },
  scopes: ['openid', 'profile', 'email'],
  claims: { openid: ['sub', ...claimNames], profile: ['name'], email: ['email', 'email_verified'] },
  // Most providers that people meet put the claims into the ID token too.
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => claimsOf(sub) }),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
});

/** Answers every question of the provider with yes: this is who it is, and they agree. */
async function interact(request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    const accountId = params.login_hint ?? options.subject;
    return provider.interactionFinished(request, response, { login: { accountId, amr: ['pwd', 'mfa'] } });
  }
  const grant = (grantId && (await provider.Grant.find(grantId)))
    || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(prompt.details.missingOIDCClaims ?? []);
  return provider.interactionFinished(
    request,
    response,
    { consent: { grantId: await grant.save() } },
    { mergeWithLastSubmission: true },
  );
}

const answer = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  return interact(request, response).catch((error) => {
    console.error(error);
    response.writeHead(400).end(`${error.name}: ${error.error_description ?? error.message}\n`);
  });
});
if (options['exit-with-stdin']) process.stdin.resume().on('end', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

process.stdout.write(`${JSON.stringify({
  issuer,
  client_id: options['client-id'],
  client_secret: options['client-secret'],
  pid: process.pid,
})}\n`);
