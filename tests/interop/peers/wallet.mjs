// A wallet made of other people's libraries (@openid4vc/openid4vci, @openid4vc/openid4vp, @sd-jwt/sd-jwt-vc, jose), for
// the tests of our issuer and of our provider. It knows nothing of Mien.
//
// Usage: node wallet.mjs <node_modules parent> <state folder of the sandbox>; the root of TLS in NODE_EXTRA_CA_CERTS.
// One JSON object a line on standard input, one line of answer each:
//   {"do":"receive","offer":"...","code":"123456"}  -> `received: <claims>`
//   {"do":"present","link":"...","fault":"nonce"?}  -> `answered: <status> <body>`
// What a library or a server refuses is printed as `refused: <reason>`.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, state] = process.argv.slice(2);
const resolve = createRequire(path.join(modules, 'package.json')).resolve;
const load = name => import(pathToFileURL(resolve(name)).href);
const jose = await load('jose');
const { Openid4vciClient } = await load('@openid4vc/openid4vci');
const { Openid4vpClient } = await load('@openid4vc/openid4vp');
const { clientAuthenticationAnonymous } = await load('@openid4vc/oauth2');
const { SDJwtVcInstance } = await load('@sd-jwt/sd-jwt-vc');

const root = name => new crypto.X509Certificate(fs.readFileSync(path.join(state, name)));
const digest = (data, alg) => new Uint8Array(crypto.createHash(alg.replace('-', '')).update(data).digest());
const now = () => Math.floor(Date.now() / 1000);
const makeKey = async () => {
  const { privateKey, publicKey } = await jose.generateKeyPair('ES256', { extractable: true });
  return { privateKey, publicJwk: await jose.exportJWK(publicKey) };
};
const holder = await makeKey();
const stranger = await makeKey();
const sign = key => data => {
  const options = { key: crypto.KeyObject.from(key.privateKey), dsaEncoding: 'ieee-p1363' };
  return crypto.sign('sha256', Buffer.from(data), options).toString('base64url');
};

/// The key of a leaf that leads to the given root.
function leafKey(x5c, rootFile) {
  const leaf = new crypto.X509Certificate(Buffer.from(x5c[0], 'base64'));
  if (!leaf.verify(root(rootFile).publicKey)) throw new Error(`certificate not under ${rootFile}`);
  return leaf.publicKey;
}

const callbacks = {
  hash: digest,
  generateRandom: bytes => new Uint8Array(crypto.randomBytes(bytes)),
  clientAuthentication: clientAuthenticationAnonymous(),
  signJwt: async (signer, { header, payload }) => ({
    jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(holder.privateKey),
    signerJwk: holder.publicJwk,
  }),
  verifyJwt: async (signer, { compact }) => {
    const key = leafKey(signer.x5c, 'verifier-root.pem');
    await jose.jwtVerify(compact, key);
    return { verified: true, signerJwk: await jose.exportJWK(key) };
  },
  decryptJwe: async () => { throw new Error('nothing is encrypted to this wallet'); },
  encryptJwe: async (encryptor, data) => {
    const { kid } = encryptor.publicJwk;
    const jwe = new jose.CompactEncrypt(new TextEncoder().encode(data))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: encryptor.enc, kid });
    const key = await jose.importJWK({ ...encryptor.publicJwk, alg: 'ECDH-ES' });
    return { jwe: await jwe.encrypt(key), encryptionJwk: encryptor.publicJwk };
  },
  getX509CertificateMetadata: certificate => {
    const names = new crypto.X509Certificate(Buffer.from(certificate, 'base64')).subjectAltName ?? '';
    const of = kind => names.split(', ').filter(n => n.startsWith(kind)).map(n => n.slice(kind.length));
    return { sanDnsNames: of('DNS:'), sanUriNames: of('URI:') };
  },
};
const issuance = new Openid4vciClient({ callbacks });
const presentation = new Openid4vpClient({ callbacks });
let credential;

async function receive({ offer: link, code }) {
  const credentialOffer = await issuance.resolveCredentialOffer(link);
  const issuerMetadata = await issuance.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const [credentialConfigurationId] = credentialOffer.credential_configuration_ids;
  const { accessTokenResponse } = await issuance.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, txCode: code,
  });
  const { c_nonce: nonce } = await issuance.requestNonce({ issuerMetadata });
  const { jwt } = await issuance.createCredentialRequestJwtProof({
    issuerMetadata,
    credentialConfigurationId,
    nonce,
    signer: { method: 'jwk', alg: 'ES256', publicJwk: holder.publicJwk },
  });
  const { credentialResponse } = await issuance.retrieveCredentials({
    issuerMetadata,
    credentialConfigurationId,
    accessToken: accessTokenResponse.access_token,
    proofs: { jwt: [jwt] },
  });
  credential = credentialResponse.credentials[0].credential;
  const { x5c } = jose.decodeProtectedHeader(credential.split('~')[0]);
  const key = leafKey(x5c, 'issuer-root.pem');
  const verifier = async (data, signature) => crypto.verify(
    'sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  const instance = new SDJwtVcInstance({ hasher: digest, verifier });
  const { payload } = await instance.verify(credential, { requiredClaimKeys: ['uid', 'name'] });
  await issuance.sendNotification({
    issuerMetadata,
    accessToken: accessTokenResponse.access_token,
    notification: { notificationId: credentialResponse.notification_id, event: 'credential_accepted' },
  });
  console.log(`received: ${JSON.stringify(payload)}`);
}

async function present({ link, fault }) {
  const { params } = presentation.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
  const resolved = await presentation.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: params });
  const request = resolved.authorizationRequestPayload;
  const signer = sign(fault === 'key' ? stranger : holder);
  const instance = new SDJwtVcInstance({ hasher: digest, kbSigner: signer, kbSignAlg: 'ES256' });
  const payload = {
    iat: now(),
    aud: fault === 'audience' ? 'x509_san_dns:other.example' : request.client_id,
    nonce: fault === 'nonce' ? 'another-nonce' : request.nonce,
  };
  const vp = await instance.present(credential, { uid: true, name: true }, { kb: { payload } });
  const answer = await presentation.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: request,
    authorizationResponsePayload: { vp_token: { [request.dcql_query.credentials[0].id]: [vp] } },
    jarm: {
      encryption: { nonce: request.nonce },
      serverMetadata: {
        authorization_signing_alg_values_supported: ['ES256'],
        authorization_encryption_alg_values_supported: ['ECDH-ES'],
        authorization_encryption_enc_values_supported: ['A256GCM'],
      },
    },
  });
  const { response } = await presentation.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: request,
    authorizationResponsePayload: answer.authorizationResponsePayload,
    jarm: answer.jarm,
  });
  console.log(`answered: ${response.status} ${await response.text()}`);
}

console.log('ready: @openid4vc wallet');
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    await (command.do === 'receive' ? receive(command) : present(command));
  } catch (error) {
    const cause = error.response?.credentialErrorResponseResult?.data ?? error.errorResponse ?? '';
    console.log(`refused: ${error.name}: ${error.message} ${JSON.stringify(cause)}`.replaceAll('\n', ' '));
  }
}
