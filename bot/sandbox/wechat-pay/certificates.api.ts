import { X509Certificate } from 'node:crypto';

import { keysOf } from './merchants.ts';
import { chinaTime } from './orders.ts';
import { definePayApi, noBody, ok } from './pay-api.ts';
import { sealText } from './seal.ts';

/** The platform's certificates, sealed with the merchant's APIv3 key. */
const certificates = definePayApi({
  method: 'GET',
  path: /^\/v3\/certificates$/,
  body: noBody,
  async handle({ sandbox, merchant }) {
    const { certificate } = await keysOf(sandbox, merchant);
    const { validFrom, validTo } = new X509Certificate(certificate.pem);
    return ok({
      data: [
        {
          serial_no: certificate.serial,
          effective_time: chinaTime(Date.parse(validFrom)),
          expire_time: chinaTime(Date.parse(validTo)),
          encrypt_certificate: sealText(merchant.apiV3Key, certificate.pem, 'certificate'),
        },
      ],
    });
  },
});

export const certificateApis = [certificates];
