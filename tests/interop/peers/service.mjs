// A service that logs people in with `openid-client`, as it comes from npm.
//
// Usage: node service.mjs <node_modules parent> <issuer> <redirect_uri>; the client is in MIEN_CLIENT_ID and
// MIEN_CLIENT_SECRET, the root of TLS in NODE_EXTRA_CA_CERTS. One JSON object a line on standard input:
//   {"do":"begin"}                          -> `authorize: <number> <url>`
//   {"do":"finish","login":0,"url":"..."}   -> `inside: <claims>` or `refused: <code> <reason>`
// What the provider's metadata offers is used: pushed requests (PAR) and sender-constrained tokens (DPoP).
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, issuer, redirectUri] = process.argv.slice(2);
const resolve = createRequire(path.join(modules, 'package.json')).resolve;
const oidc = await import(pathToFileURL(resolve('openid-client')).href);

const { MIEN_CLIENT_ID: id, MIEN_CLIENT_SECRET: secret } = process.env;
const config = await oidc.discovery(
  new URL(issuer), id, { id_token_signed_response_alg: 'ES256' }, oidc.ClientSecretBasic(secret));
const metadata = config.serverMetadata();
const pushes = metadata.pushed_authorization_request_endpoint !== undefined;
const proves = metadata.dpop_signing_alg_values_supported?.includes('ES256') ?? false;
const dpop = proves ? { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) } : undefined;
console.log(`ready: ${['code', 'PKCE', 'iss', pushes && 'PAR', proves && 'DPoP'].filter(Boolean).join(' ')}`);

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
  try {
    await (command.do === 'begin' ? begin() : finish(command));
  } catch (error) {
    const said = [];
    for (let cause = error; cause; cause = cause.cause) {
      said.push(cause.error ?? cause.code, cause.message, JSON.stringify(cause.parameters ?? cause[0]?.parameters ?? ''));
    }
    console.log(`refused: ${said.join(' ')}`.replaceAll('\n', ' '));
  }
}
