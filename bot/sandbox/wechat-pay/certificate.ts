import { randomBytes, sign, type KeyObject } from 'node:crypto';

/*
 * X.509 version 3 in as much DER as a certificate of WeChat Pay's needs: node:crypto reads
 * certificates and makes none.
 */

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest >>= 8) length.unshift(rest & 0xff);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length, ...length]), content]);
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const oids = {
  commonName: Buffer.from([0x06, 0x03, 0x55, 0x04, 0x03]),
  organization: Buffer.from([0x06, 0x03, 0x55, 0x04, 0x0a]),
  sha256WithRsa: Buffer.from([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]),
} as const;

function nameOf(organization: string, commonName: string): Buffer {
  const part = (oid: Buffer, text: string) => der(0x31, sequence(oid, der(0x0c, Buffer.from(text))));
  return sequence(part(oids.organization, organization), part(oids.commonName, commonName));
}

/** UTCTime to the end of 2049, GeneralizedTime from then on (RFC 5280, 4.1.2.5). */
function timeOf(time: Date): Buffer {
  const text = `${time.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
  return time.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

/** @returns PEM, and the serial: 40 hex digits in capitals, as WeChat Pay writes it */
export function makeCertificate(input: {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly from: Date;
  readonly to: Date;
}): { serial: string; pem: string } {
  const serial = randomBytes(20);
  // Positive, and without a zero in front that some would drop.
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const algorithm = sequence(oids.sha256WithRsa, der(0x05));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    nameOf('Tenpay.com', 'Tenpay.com Root CA (sandbox)'),
    sequence(timeOf(input.from), timeOf(input.to)),
    nameOf('Tenpay.com', input.subject),
    input.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('RSA-SHA256', body, input.issuerKey);
  const whole = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  return { serial: serial.toString('hex').toUpperCase(), pem };
}
