import { z } from 'zod';

import { idSchema, pageQuerySchema } from '../../contract/common.ts';
import {
  configPackageDetailSchema,
  configPackagePageSchema,
  dryRunSchema,
  packagePartsSchema,
  packagePushDetailSchema,
  packagePushPageSchema,
  packagePushQuerySchema,
  packageTargetPageSchema,
  pushPackageSchema,
  writePackageSchema,
} from '../../contract/packages.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { PackageBook } from './packages.ts';
import type { Packer } from './ports.ts';
import type { Pushes } from './pushes.ts';

const params = z.strictObject({ id: idSchema });
const staff = { audience: 'staff', permission: 'packages.manage' } as const;

export function createPackageRoutes(deps: { book: PackageBook; pushes: Pushes }): RouteDefinition[] {
  const { book, pushes } = deps;

  const packerOf = ({ caller, requestId }: { caller: Caller; requestId: string }): Packer => {
    const { enterpriseId, personId: staffId, name } = caller;
    return { enterpriseId, staffId, name, requestId };
  };
  /** Packages are a template enterprise's: to other staff the right alone opens nothing. */
  async function templatePacker(context: {
    em: EntityManager;
    caller: Caller;
    requestId: string;
  }): Promise<Packer> {
    await pushes.upstreamOf(context.em, context.caller.enterpriseId);
    return packerOf(context);
  }

  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/package-parts', ...staff },
        summary: 'What can be packed, as the template enterprise has it now',
        response: packagePartsSchema,
      },
      async (context) => {
        const by = await templatePacker(context);
        return { items: await book.parts(context.em, by, context.locale), nextCursor: null };
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/package-targets', ...staff },
        summary: 'Live downstream of the template enterprise’s upstream, by name',
        query: pageQuerySchema,
        response: packageTargetPageSchema,
      },
      ({ em, caller, query }) => pushes.targets(em, caller.enterpriseId, query),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/packages', ...staff },
        summary: 'Configuration packages, newest first',
        query: pageQuerySchema,
        response: configPackagePageSchema,
      },
      async (context) => {
        await templatePacker(context);
        return book.list(context.em, context.query, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/packages', ...staff, status: 201 },
        summary: 'Pack parts of the configuration; the content is frozen as revision 1',
        body: writePackageSchema,
        response: configPackageDetailSchema,
      },
      async (context) => {
        const id = await book.make(context.em, await templatePacker(context), context.body);
        return book.one(context.em, id, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/packages/:id', ...staff },
        summary: 'One package with the content of its current revision',
        params,
        response: configPackageDetailSchema,
      },
      (context) => book.one(context.em, context.params.id, context.locale),
    ),
    defineRoute(
      {
        ...{ method: 'put', path: '/packages/:id', ...staff, ifMatch: true },
        summary: 'Change a package: other content becomes its next revision',
        params,
        body: writePackageSchema,
        response: configPackageDetailSchema,
      },
      async (context) => {
        const { id } = context.params;
        await book.change(context.em, packerOf(context), id, context.version, context.body);
        return book.one(context.em, id, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/packages/:id/dry-run', ...staff },
        summary: 'What a push would change at each downstream, before and after by field; nothing is written',
        params,
        body: pushPackageSchema,
        response: dryRunSchema,
      },
      (context) =>
        pushes.dryRun(context.em, packerOf(context), context.params.id, context.body, context.locale),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/packages/:id/pushes', ...staff, status: 201 },
        summary: 'Push it to these downstream enterprises; each gets all of it or a reason',
        params,
        body: pushPackageSchema,
        response: packagePushDetailSchema,
      },
      async (context) => {
        const id = await pushes.push(context.em, packerOf(context), context.params.id, context.body);
        return pushes.one(context.em, id, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/package-pushes', ...staff },
        summary: 'Pushes, newest first, with how many got it',
        query: packagePushQuerySchema,
        response: packagePushPageSchema,
      },
      async (context) => {
        await templatePacker(context);
        return pushes.list(context.em, context.query);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/package-pushes/:id', ...staff },
        summary: 'One push, with what became of it at each downstream',
        params,
        response: packagePushDetailSchema,
      },
      (context) => pushes.one(context.em, context.params.id, context.locale),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/package-pushes/:id/retry', ...staff },
        summary: 'Try those again that failed, and no other',
        params,
        response: packagePushDetailSchema,
      },
      async (context) => {
        await pushes.retry(context.em, packerOf(context), context.params.id);
        return pushes.one(context.em, context.params.id, context.locale);
      },
    ),
  ];
}
