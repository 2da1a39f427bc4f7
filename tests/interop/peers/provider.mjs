// An OpenID Provider (`oidc-provider`, with pushed requests, DPoP, private_key_jwt and encrypted ID tokens) whose login page
// is an OpenID4VP verifier (openid4vp_verifier.mjs), and a service that uses it (`openid-client`): a whole login in
// which only the wallet is ours.
//
// Usage: node provider.mjs <node_modules parent> <pki folder> <port>; the root of TLS in NODE_EXTRA_CA_CERTS. Prints
// `code: <link>` when the login page is there. After the wallet's answer the browser, which this script plays too, goes
// on by itself: `inside: <claims>`, or `outside: <reason>`.
import crypto from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { body, createVerifier } from './openid4vp_verifier.mjs';

const [modules, pki, port] = process.argv.slice(2);
const resolve = createRequire(path.join(modules, 'package.json')).resolve;
const load = name => import(pathToFileURL(resolve(name)).href);
const jose = await load('jose');
const oidc = await load('openid-client');
const { Provider } = await load('oidc-provider');
const origin = `https://localhost:${port}`;
const callback = 'https://service.example/cb';
const acr = 'urn:mien:loa:3';
const read = name => fs.readFileSync(path.join(pki, name));

const pair = async (alg, use) => {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  const kid = use;
  return {
    publicJwk: { ...await jose.exportJWK(publicKey), kid, use, alg },
    privateJwk: { ...await jose.exportJWK(privateKey), kid, use, alg },
    privateKey,
  };
};
const [signing, service, encryption] = [
  await pair('ES256', 'sig'), await pair('ES256', 'sig'), await pair('ECDH-ES+A256KW', 'enc')];

const people = new Map();
const provider = new Provider(origin, {
  clients: [{
    client_id: 'interop',
    redirect_uris: [callback],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    id_token_encrypted_response_alg: 'ECDH-ES+A256KW',
    id_token_encrypted_response_enc: 'A256CBC-HS512',
    dpop_bound_access_tokens: true,
    require_pushed_authorization_requests: true,
    jwks: { keys: [service.publicJwk, encryption.publicJwk] },
  }],
  jwks: { keys: [signing.privateJwk] },
  features: {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
    encryption: { enabled: true },
  },
  enabledJWA: {
    idTokenEncryptionAlgValues: ['ECDH-ES+A256KW'],
    idTokenEncryptionEncValues: ['A256CBC-HS512'],
    clientAuthSigningAlgValues: ['ES256'],
    idTokenSigningAlgValues: ['ES256'],
  },
  clientAuthMethods: ['private_key_jwt'],
  acrValues: [acr],
  claims: { openid: ['sub'], profile: ['name'], acr: null, amr: null, auth_time: null },
  conformIdTokenClaims: false,
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, name: people.get(id) }) }),
  // The person's approval in the wallet is the consent.
  loadExistingGrant: async ctx => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
  cookies: { keys: [crypto.randomBytes(16).toString('hex')] },
  ttl: { Interaction: 300, Session: 300, Grant: 300, AccessToken: 300, IdToken: 300 },
});

const verifier = await createVerifier(load, pki, origin);
let login;
let approved;
const answered = new Promise(done => { approved = done; });

async function route(req, res) {
  const reply = (status, type, text) => res.writeHead(status, { 'content-type': type }).end(text);
  const { pathname } = new URL(req.url, origin);
  if (pathname.startsWith('/interaction/') && pathname.endsWith('/finish')) {
    if (!login.account) return reply(403, 'text/plain', 'not approved');
    const result = { login: { accountId: login.account, acr, amr: ['hwk', 'user'] } };
    return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  }
  if (pathname.startsWith('/interaction/')) {
    await provider.interactionDetails(req, res);
    login = verifier.begin();
    return reply(200, 'text/plain', login.code);
  }
  if (pathname === `/r/${login?.id}` && !login.fetched) {
    login.fetched = true;
    return reply(200, 'application/oauth-authz-req+jwt', await verifier.requestObject(login, await body(req)));
  }
  if (pathname === '/vp') {
    const form = await body(req);
    if (form.has('error')) {
      approved(form.get('error'));
      return reply(200, 'application/json', '{}');
    }
    const claims = await verifier.answer(login, form);
    login.account = crypto.createHash('sha256').update(`interop ${claims.uid}`).digest('base64url');
    people.set(login.account, claims.name);
    reply(200, 'application/json', '{}');
    return approved();
  }
  return provider.callback()(req, res);
}

async function run() {
  const config = await oidc.discovery(
    new URL(origin), 'interop', { id_token_signed_response_alg: 'ES256' },
    oidc.PrivateKeyJwt({ kid: 'sig', key: service.privateKey }));
  oidc.enableDecryptingResponses(config, ['A256CBC-HS512'], {
    kid: 'enc', alg: 'ECDH-ES+A256KW', key: encryption.privateKey,
  });
  const dpop = { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) };
  const [pkceCodeVerifier, expectedNonce, expectedState] =
    [oidc.randomPKCECodeVerifier(), oidc.randomNonce(), oidc.randomState()];
  const begun = await oidc.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: callback,
    scope: 'openid profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    nonce: expectedNonce,
    state: expectedState,
    acr_values: acr,
  }, dpop);

  const cookies = new Map();
  const visit = async url => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(url, origin), { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      cookies.set(name, value);
    }
    return answer;
  };
  const page = (await visit(begun)).headers.get('location');
  console.log(`code: ${await (await visit(page)).text()}`);
  const error = await answered;
  if (error) return console.log(`outside: ${error}`);
  let next = `${page}/finish`;
  while (!next.startsWith(callback)) {
    const answer = await visit(next);
    next = answer.headers.get('location');
    if (!next) throw new Error(`no way on: ${answer.status} ${await answer.text()}`);
  }
  const checks = { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true };
  const tokens = await oidc.authorizationCodeGrant(config, new URL(next), checks, undefined, dpop);
  const person = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, dpop);
  return console.log(`inside: ${JSON.stringify({ ...tokens.claims(), name: person.name, type: tokens.token_type })}`);
}

https.createServer({ key: read('tls-key.pem'), cert: read('tls.pem') }, (req, res) => {
  route(req, res).catch(error => {
    console.log(`refused: ${error.name}: ${error.message}`.replaceAll('\n', ' '));
    if (!res.headersSent) res.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_request"}');
  });
}).listen(Number(port), '127.0.0.1', () => {
  run().catch(error => console.log(`outside: ${error.message} ${error.cause ?? ''}`.replaceAll('\n', ' ')));
});
