// A credential issuer and its authorization server made of other people's libraries (@openid4vc/openid4vci,
// @openid4vc/oauth2, @sd-jwt/sd-jwt-vc, @sd-jwt/jwt-status-list, jose), for the tests of our wallet core.
//
// Usage: node issuer.mjs <node_modules parent> <pki folder> <port> [fault]. Prints `offer: <code> <link>`, then a line
// for each thing that happens. Faults: `type` (another type than promised), `holder` (bound to another key), `stranger`
// (signed by a key that its certificate does not certify), `expired`, `stale` (the first nonce is refused), `mix-up`
// (the authorization server calls itself by another name).
//
// Its status list is at /status: 300 entries of 2 bits, 42 revoked, 43 suspended. Lists of others are read as well:
// {"do":"read","token":"...","indices":[...]} on standard input is answered with `statuses: [...]`.
import crypto from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, pki, port, fault] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'package.json'));
const load = name => import(pathToFileURL(require.resolve(name)).href);
const jose = await load('jose');
const { Openid4vciIssuer } = await load('@openid4vc/openid4vci');
const { Oauth2AuthorizationServer, preAuthorizedCodeGrantIdentifier } = await load('@openid4vc/oauth2');
const { SDJwtVcInstance } = await load('@sd-jwt/sd-jwt-vc');
const { StatusList, createHeaderAndPayload, getListFromStatusListJWT } = await load('@sd-jwt/jwt-status-list');

const issuerUrl = `https://localhost:${port}`;
const vct = 'urn:mien:identity:1';
const txCode = '493536';
const read = name => fs.readFileSync(path.join(pki, name));
const random = bytes => crypto.randomBytes(bytes).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);
const digest = (data, alg) => new Uint8Array(crypto.createHash(alg.replace('-', '')).update(data).digest());
const key = crypto.createPrivateKey(read('issuer-key.pem'));
const x5c = [new crypto.X509Certificate(read('issuer.pem')).raw.toString('base64')];
const other = (await jose.generateKeyPair('ES256', { extractable: true })).privateKey;
const signer = async data => {
  const by = fault === 'stranger' ? crypto.KeyObject.from(other) : key;
  return crypto.sign('sha256', Buffer.from(data), { key: by, dsaEncoding: 'ieee-p1363' }).toString('base64url');
};

const callbacks = {
  hash: digest,
  generateRandom: bytes => new Uint8Array(crypto.randomBytes(bytes)),
  clientAuthentication: () => {},
  signJwt: async (_, { header, payload }) => ({
    jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(key),
    signerJwk: await jose.exportJWK(crypto.createPublicKey(key)),
  }),
  verifyJwt: async ({ publicJwk }, { compact }) => {
    await jose.jwtVerify(compact, await jose.importJWK(publicJwk, 'ES256'));
    return { verified: true, signerJwk: publicJwk };
  },
  decryptJwe: async () => { throw new Error('nothing is encrypted to this issuer'); },
  encryptJwe: async () => { throw new Error('nothing is encrypted by this issuer'); },
};
const issuer = new Openid4vciIssuer({ callbacks });
const server = new Oauth2AuthorizationServer({ callbacks });

const serverMetadata = server.createAuthorizationServerMetadata({
  issuer: fault === 'mix-up' ? 'https://other.example' : issuerUrl,
  token_endpoint: `${issuerUrl}/token`,
  'pre-authorized_grant_anonymous_access_supported': true,
});
const credentialIssuer = issuer.createCredentialIssuerMetadata({
  credential_issuer: issuerUrl,
  credential_endpoint: `${issuerUrl}/credential`,
  nonce_endpoint: `${issuerUrl}/nonce`,
  notification_endpoint: `${issuerUrl}/notification`,
  display: [{ name: 'Interop issuer', locale: 'en' }],
  credential_configurations_supported: {
    identity: {
      format: 'dc+sd-jwt',
      vct,
      scope: 'identity',
      cryptographic_binding_methods_supported: ['jwk'],
      credential_signing_alg_values_supported: ['ES256'],
      proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
    },
  },
});
const issuerMetadata = {
  originalDraftVersion: 'V1',
  credentialIssuer,
  authorizationServers: [serverMetadata],
  knownCredentialConfigurations: issuer.getKnownCredentialConfigurationsSupported(credentialIssuer),
};
const code = random(24);
const { credentialOffer } = await issuer.createCredentialOffer({
  issuerMetadata,
  credentialConfigurationIds: ['identity'],
  grants: {
    [preAuthorizedCodeGrantIdentifier]: {
      'pre-authorized_code': code,
      tx_code: { input_mode: 'numeric', length: 6, description: 'From the test' },
    },
  },
});

let nonces = [];
let refusals = fault === 'stale' ? 1 : 0;
const tokens = new Set();

async function token(req, form) {
  const request = { headers: new Headers(req.headers), method: 'POST', url: `${issuerUrl}${req.url}` };
  const parsed = server.parseAccessTokenRequest({ request, accessTokenRequest: form });
  await server.verifyPreAuthorizedCodeAccessTokenRequest({
    authorizationServerMetadata: serverMetadata,
    grant: parsed.grant,
    accessTokenRequest: parsed.accessTokenRequest,
    request,
    expectedPreAuthorizedCode: code,
    expectedTxCode: txCode,
  });
  const access = random(32);
  tokens.add(access);
  console.log('token: given');
  return { access_token: access, token_type: 'Bearer', expires_in: 300 };
}

async function credential(req, body) {
  if (!tokens.has((req.headers.authorization ?? '').replace(/^Bearer /, ''))) throw new Error('access token');
  const parsed = issuer.parseCredentialRequest({ issuerMetadata, credentialRequest: body });
  const [jwt] = parsed.proofs.jwt;
  const { nonce } = jose.decodeJwt(jwt);
  if (refusals-- > 0 || !nonces.includes(nonce)) {
    console.log('nonce: refused');
    throw Object.assign(new Error('nonce'), { errorResponse: { error: 'invalid_nonce' } });
  }
  nonces = nonces.filter(known => known !== nonce);
  const proof = await issuer.verifyCredentialRequestJwtProof({ issuerMetadata, jwt, expectedNonce: nonce });
  const foreign = fault === 'holder' ? await jose.exportJWK(crypto.createPublicKey(crypto.KeyObject.from(other))) : undefined;
  const instance = new SDJwtVcInstance({ signer, signAlg: 'ES256', hasher: digest, hashAlg: 'sha-256', saltGenerator: random });
  const issued = await instance.issue(
    {
      iss: issuerUrl,
      vct: fault === 'type' ? 'urn:mien:other:1' : vct,
      iat: now() - 7200,
      exp: fault === 'expired' ? now() - 3600 : now() + 3600,
      cnf: { jwk: foreign ?? proof.signer.publicJwk },
      status: { status_list: { uri: `${issuerUrl}/status`, idx: 42 } },
      uid: 'U-0001',
      name: 'TAN AH KOW',
      address: { street: 'Serangoon Road', unit: '12-34' },
    },
    { _sd: ['uid', 'name'], address: { _sd: ['street', 'unit'] } },
    { header: { typ: 'dc+sd-jwt', x5c } },
  );
  console.log('credential: issued');
  return issuer.createCredentialResponse({
    credentialRequest: parsed,
    credentials: [{ credential: issued }],
    notificationId: 'n-1',
  });
}

async function statusList() {
  const statuses = new Array(300).fill(0);
  statuses[42] = 1;
  statuses[43] = 2;
  const { header, payload } = createHeaderAndPayload(
    new StatusList(statuses, 2),
    { iss: issuerUrl, sub: `${issuerUrl}/status`, iat: now(), exp: now() + 3600, ttl: 300 },
    { alg: 'ES256', typ: 'statuslist+jwt', x5c },
  );
  return new jose.SignJWT(payload).setProtectedHeader(header).sign(key);
}

const text = async stream => {
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
};

https.createServer({ key: read('tls-key.pem'), cert: read('tls.pem') }, async (req, res) => {
  const reply = (status, body, type = 'application/json') =>
    res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
      .end(type === 'application/json' ? JSON.stringify(body) : body);
  try {
    const body = await text(req);
    switch (`${req.method} ${req.url}`) {
      case 'GET /.well-known/openid-credential-issuer': return reply(200, credentialIssuer);
      case 'GET /.well-known/oauth-authorization-server': return reply(200, serverMetadata);
      case 'POST /token': return reply(200, await token(req, Object.fromEntries(new URLSearchParams(body))));
      case 'POST /nonce': {
        const nonce = random(16);
        nonces.push(nonce);
        return reply(200, issuer.createNonceResponse({ cNonce: nonce }));
      }
      case 'POST /credential': return reply(200, await credential(req, JSON.parse(body)));
      case 'POST /notification': {
        console.log(`notified: ${JSON.parse(body).event}`);
        return res.writeHead(204).end();
      }
      case 'GET /status': return reply(200, await statusList(), 'application/statuslist+jwt');
      default: return reply(404, {});
    }
  } catch (error) {
    const answer = error.errorResponse ?? { error: 'invalid_request' };
    console.log(`refused: ${JSON.stringify(answer)} ${error.message}`.replaceAll('\n', ' '));
    return reply(400, answer);
  }
}).listen(Number(port), '127.0.0.1', async () => {
  console.log(`offer: ${txCode} ${credentialOffer}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const { token: foreign, indices } = JSON.parse(line);
    const list = getListFromStatusListJWT(foreign);
    console.log(`statuses: ${JSON.stringify(indices.map(index => list.getStatus(index)))}`);
  }
});
