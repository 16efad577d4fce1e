import {
  configPackageDetailSchema,
  configPackagePageSchema,
  createdTemplateEnterpriseSchema,
  dryRunSchema,
  packagePartsSchema,
  packagePushDetailSchema,
  packagePushPageSchema,
  packageTargetPageSchema,
  templateEnterprisesSchema,
  templateEntrySchema,
  type ConfigPackageDetail,
  type ConfigPackageRow,
  type FieldChangeRow,
  type ItemValues,
  type OnEdited,
  type PackagePartRow,
  type PackagePushDetail,
  type PackagePushRow,
  type PackageTarget,
  type PartValues,
  type TemplateEntry,
} from '../../../../server/contract/packages.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';

export type {
  ConfigPackageDetail,
  ConfigPackageRow,
  FieldChangeRow,
  ItemValues,
  OnEdited,
  PackagePartRow,
  PackagePushDetail,
  PackagePushRow,
  PackageTarget,
  PartValues,
  TemplateEntry,
};

export const templatesKey = ['template-enterprises'] as const;
export const packagesKey = ['packages'] as const;
export const pushesKey = ['package-pushes'] as const;

export const templatesQuery = {
  queryKey: templatesKey,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    getJson('/template-enterprises', templateEnterprisesSchema, { signal }),
  staleTime: 30_000,
};

const post = (body: object | undefined, idempotencyKey: string) =>
  ({ method: 'POST', idempotencyKey, ...(body === undefined ? {} : { body }) }) as const;

export interface NewTemplate {
  readonly name: string;
  readonly legalName: string;
  readonly contact: { readonly name: string; readonly phone: string } | null;
}
export const createTemplate = (input: NewTemplate, key: string) =>
  writeJson('/template-enterprises', createdTemplateEnterpriseSchema, post(input, key));
export const enterTemplate = (id: string, key: string): Promise<TemplateEntry> =>
  writeJson(`/template-enterprises/${id}/enter`, templateEntrySchema, post(undefined, key));

export const listParts = (signal: AbortSignal) => getJson('/package-parts', packagePartsSchema, { signal });
export const listPackages = (signal: AbortSignal) =>
  getJson('/packages', configPackagePageSchema, { query: { limit: 200 }, signal });
export const getPackage = (id: string, signal: AbortSignal) =>
  getJson(`/packages/${id}`, configPackageDetailSchema, { signal });
export const listTargets = (signal: AbortSignal) =>
  getJson('/package-targets', packageTargetPageSchema, { query: { limit: 200 }, signal });
export const listPushes = (signal: AbortSignal) =>
  getJson('/package-pushes', packagePushPageSchema, { query: { limit: 50 }, signal });
export const getPush = (id: string, signal: AbortSignal) =>
  getJson(`/package-pushes/${id}`, packagePushDetailSchema, { signal });

/** A part as it is chosen: its values, or the things of a list. */
export type ChosenPart = { readonly values: PartValues } | { readonly items: readonly ItemValues[] };
export interface PackageInput {
  readonly name: string;
  readonly parts: readonly ({ readonly key: string } & ChosenPart)[];
}
export const makePackage = (input: PackageInput, key: string) =>
  writeJson('/packages', configPackageDetailSchema, post(input, key));
export const changePackage = (id: string, version: number, input: PackageInput, idempotencyKey: string) =>
  writeJson(`/packages/${id}`, configPackageDetailSchema, {
    ...{ method: 'PUT', body: input, version, idempotencyKey },
  });

export interface PushInput {
  readonly revision: number;
  readonly connectionIds: readonly string[];
  readonly onEdited: OnEdited;
}
export const dryRun = (id: string, input: PushInput, key: string) =>
  writeJson(`/packages/${id}/dry-run`, dryRunSchema, post(input, key));
export const pushPackage = (id: string, input: PushInput, key: string) =>
  writeJson(`/packages/${id}/pushes`, packagePushDetailSchema, post(input, key));
export const retryPush = (id: string, key: string) =>
  writeJson(`/package-pushes/${id}/retry`, packagePushDetailSchema, post(undefined, key));
