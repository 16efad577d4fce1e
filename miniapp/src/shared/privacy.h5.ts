/** WeChat's privacy prompt belongs to mini programs; on H5 the consent line is the whole of it. */
export function watchPrivacy(): void {}

export function allowPhoneUse(): Promise<boolean> {
  return Promise.resolve(true);
}
