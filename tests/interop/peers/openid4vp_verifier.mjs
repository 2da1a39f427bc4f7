// An OpenID4VP verifier made of other people's libraries (@openid4vc/openid4vp, @sd-jwt/sd-jwt-vc, jose): makes one
// signed request and judges the answer to it. The certificates are in the folder `pki`.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export const random = bytes => crypto.randomBytes(bytes).toString('base64url');

/// `claims`: the names of the claims that are asked for.
export async function createVerifier(load, pki, origin, claims = ['uid', 'name']) {
  const jose = await load('jose');
  const { Openid4vpVerifier } = await load('@openid4vc/openid4vp');
  const { SDJwtVcInstance } = await load('@sd-jwt/sd-jwt-vc');
  const clientId = 'x509_san_dns:localhost';
  const read = name => fs.readFileSync(path.join(pki, name));
  const digest = (data, alg) => new Uint8Array(crypto.createHash(alg.replace('-', '')).update(data).digest());
  const signingKey = await jose.importPKCS8(read('verifier-key.pem').toString(), 'ES256', { extractable: true });
  const signingJwk = await jose.exportJWK(signingKey);
  const x5c = [new crypto.X509Certificate(read('verifier.pem')).raw.toString('base64')];
  const issuerRoot = new crypto.X509Certificate(read('issuer-root.pem'));
  const encryption = await jose.generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  const encryptionJwk = { ...await jose.exportJWK(encryption.publicKey), kid: random(8), use: 'enc', alg: 'ECDH-ES' };

  const callbacks = {
    hash: digest,
    generateRandom: bytes => new Uint8Array(crypto.randomBytes(bytes)),
    signJwt: async (_, { header, payload }) => ({
      jwt: await new jose.SignJWT(payload).setProtectedHeader({ ...header, x5c }).sign(signingKey),
      signerJwk: signingJwk,
    }),
    decryptJwe: async jwe => {
      const { plaintext } = await jose.compactDecrypt(jwe, encryption.privateKey);
      return { decrypted: true, payload: new TextDecoder().decode(plaintext), decryptionJwk: encryptionJwk };
    },
    getX509CertificateMetadata: certificate => {
      const names = new crypto.X509Certificate(Buffer.from(certificate, 'base64')).subjectAltName ?? '';
      return { sanDnsNames: names.split(', ').filter(n => n.startsWith('DNS:')).map(n => n.slice(4)), sanUriNames: [] };
    },
  };
  const verifier = new Openid4vpVerifier({ callbacks });
  const verifySignature = key => async (data, signature) =>
    crypto.verify('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));

  async function checkPresentation(presentation, nonce) {
    const header = jose.decodeProtectedHeader(presentation.split('~')[0]);
    const leaf = new crypto.X509Certificate(Buffer.from(header.x5c[0], 'base64'));
    if (!leaf.verify(issuerRoot.publicKey)) throw new Error('issuer certificate');
    const instance = new SDJwtVcInstance({
      hasher: digest,
      verifier: verifySignature(leaf.publicKey),
      kbVerifier: (data, signature, payload) =>
        verifySignature(crypto.createPublicKey({ key: payload.cnf.jwk, format: 'jwk' }))(data, signature),
    });
    const result = await instance.verify(presentation, { requiredClaimKeys: claims, keyBindingNonce: nonce });
    if (result.kb.payload.aud !== clientId) throw new Error('aud of the key binding');
    return result.payload;
  }

  return {
    /// A new request: where it is, and the link of the QR code.
    begin() {
      const id = random(16);
      const query = new URLSearchParams({
        client_id: clientId,
        request_uri: `${origin}/r/${id}`,
        request_uri_method: 'post',
      });
      return { id, nonce: random(32), fetched: false, object: undefined, code: `${origin}/q?${query}` };
    },

    /// The signed request, for the form that the wallet posted.
    async requestObject(request, form) {
      const walletNonce = form.get('wallet_nonce') ?? undefined;
      const created = await verifier.createOpenId4vpAuthorizationRequest({
        jar: {
          requestUri: `${origin}/r/${request.id}`,
          expiresInSeconds: 60,
          jwtSigner: { method: 'x5c', alg: 'ES256', x5c },
          additionalJwtPayload: { aud: 'https://self-issued.me/v2' },
        },
        wallet: { expectedNonce: walletNonce },
        authorizationRequestPayload: {
          client_id: clientId,
          response_type: 'vp_token',
          response_mode: 'direct_post.jwt',
          response_uri: `${origin}/vp`,
          nonce: request.nonce,
          state: request.id,
          ...(walletNonce ? { wallet_nonce: walletNonce } : {}),
          dcql_query: {
            credentials: [{
              id: 'identity',
              format: 'dc+sd-jwt',
              meta: { vct_values: ['urn:mien:identity:1'] },
              claims: claims.map(name => ({ path: [name] })),
            }],
          },
          client_metadata: {
            client_name: 'Interop verifier',
            jwks: { keys: [encryptionJwk] },
            encrypted_response_enc_values_supported: ['A256GCM', 'A128GCM'],
            vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] } },
          },
        },
      });
      request.object = jose.decodeJwt(created.jar.authorizationRequestJwt);
      return created.jar.authorizationRequestJwt;
    },

    /// The claims of an answer that fits; throws when it does not.
    async answer(request, form) {
      const parsed = await verifier.parseOpenid4vpAuthorizationResponse({
        authorizationResponse: Object.fromEntries(form),
        authorizationRequestPayload: request.object,
        callbacks,
      });
      if (parsed.authorizationResponsePayload.state !== request.id) throw new Error('state');
      return checkPresentation(parsed.dcql.presentations.identity[0], request.nonce);
    },
  };
}

export async function body(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return new URLSearchParams(text);
}
