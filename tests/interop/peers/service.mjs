// A service that logs people in with `openid-client`, as it comes from npm.
//
// Usage: node service.mjs <node_modules parent> <issuer> <redirect_uri>; the client is in MIEN_CLIENT_ID and
// MIEN_CLIENT_SECRET, or MIEN_CLIENT_KEY with a private JWK; the root of TLS in NODE_EXTRA_CA_CERTS. One JSON object a line
// on standard input:
//   {"do":"begin","bend":"audience"?}       -> `authorize: <number> <url>`
//   {"do":"finish","login":0,"url":"..."}   -> `inside: <claims>` or `refused: <code> <reason>`
// What the provider's metadata offers is used: pushed requests (PAR) and sender-constrained tokens (DPoP).
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, issuer, redirectUri] = process.argv.slice(2);
const resolve = createRequire(path.join(modules, 'package.json')).resolve;
const oidc = await import(pathToFileURL(resolve('openid-client')).href);

const { MIEN_CLIENT_ID: id, MIEN_CLIENT_SECRET: secret, MIEN_CLIENT_KEY: jwk } = process.env;

/// What a command bends in the assertions that follow.
let bend;
const bends = {
  audience: payload => { payload.aud = `${issuer}/token`; },
  expired: payload => { payload.exp = payload.iat - 1; },
  lifetime: payload => { payload.exp = payload.iat + 3600; },
  replay: payload => { payload.jti = 'always-the-same'; },
};

async function byKey() {
  const jose = await import(pathToFileURL(resolve('jose')).href);
  const { kid, alg } = JSON.parse(jwk);
  const key = await jose.importJWK(JSON.parse(jwk), alg);
  const modify = { [oidc.modifyAssertion]: (header, payload) => bends[bend]?.(payload) };
  return [oidc.PrivateKeyJwt({ key, kid }, modify), `private_key_jwt ${alg}`];
}

const [authentication, method] = jwk ? await byKey() : [oidc.ClientSecretBasic(secret), 'client_secret_basic'];
const config = await oidc.discovery(
  new URL(issuer), id, { id_token_signed_response_alg: 'ES256' }, authentication);
// The profile reads ID tokens from the token endpoint only; their signatures are checked all the same.
if (jwk) oidc.enableNonRepudiationChecks(config);
const metadata = config.serverMetadata();
const pushes = metadata.pushed_authorization_request_endpoint !== undefined;
const proves = metadata.dpop_signing_alg_values_supported?.includes('ES256') ?? false;
const dpop = proves ? { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) } : undefined;
console.log(`ready: ${['code', 'PKCE', 'iss', method, pushes && 'PAR', proves && 'DPoP'].filter(Boolean).join(' ')}`);

const logins = [];

async function begin() {
  const login = { verifier: oidc.randomPKCECodeVerifier(), nonce: oidc.randomNonce(), state: oidc.randomState() };
  const parameters = {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    nonce: login.nonce,
    state: login.state,
    code_challenge: await oidc.calculatePKCECodeChallenge(login.verifier),
    code_challenge_method: 'S256',
  };
  const build = pushes ? oidc.buildAuthorizationUrlWithPAR : oidc.buildAuthorizationUrl;
  const url = await build(config, parameters, dpop);
  console.log(`authorize: ${logins.push(login) - 1} ${url.href}`);
}

async function finish({ login, url }) {
  const { verifier, nonce, state } = logins[login];
  const checks = { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true };
  const tokens = await oidc.authorizationCodeGrant(config, new URL(url), checks, undefined, dpop);
  const claims = tokens.claims();
  // A provider may prove the wallets' tokens and not the services': what it gave decides.
  const proof = tokens.token_type === 'dpop' ? dpop : undefined;
  const person = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub, proof);
  console.log(`inside: ${JSON.stringify({ ...claims, name: person.name, token_type: tokens.token_type })}`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  bend = command.bend;
  try {
    await (command.do === 'begin' ? begin() : finish(command));
  } catch (error) {
    const said = [];
    for (let cause = error; cause; cause = cause.cause) {
      // A challenge in the header is reported without the body: what was wrong stands there.
      if (cause.response?.bodyUsed === false) said.push(await cause.response.text());
      said.push(cause.error ?? cause.code, cause.error_description, cause.message, JSON.stringify(cause.parameters ?? cause[0]?.parameters ?? ''));
    }
    console.log(`refused: ${said.join(' ')}`.replaceAll('\n', ' '));
  }
}
