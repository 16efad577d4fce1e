import { demoHeroine as heroine, demoOpenid, demoWorld } from '../../config/demo-world.ts';
import { homeTexts as enTexts } from '../../config/locales/en/home.ts';
import { homeTexts as zhTexts } from '../../config/locales/zh-CN/home.ts';
import type { Locale } from '../contract/common.ts';
import { demoSchema, type Demo } from '../contract/operations.ts';
import { InterconnectUser } from '../features/accounts/account.entity.ts';
import { Follower } from '../features/channels/channel.entity.ts';
import { Delivery } from '../features/messaging/messaging.entity.ts';
import { assertThat } from '../kernel/errors/app-error.ts';
import { defineRoute, type RouteDefinition } from '../kernel/http/route.ts';
import type { Server } from '../server.ts';
import { resetDemo } from './reset.ts';
import { findSeeded } from './seed.ts';

export type HomeText = keyof typeof zhTexts;
export function homeText(locale: Locale, key: HomeText): string {
  return locale === 'en' ? enTexts[key] : zhTexts[key];
}

/** How far the newcomer has come, read from what really happened. */
export async function demoStoryOf(server: Server, locale: Locale): Promise<Demo | null> {
  const seeded = await findSeeded(server);
  if (seeded === null) return null;
  const em = server.db.tenant(seeded.upstreamId);
  const openid = demoOpenid(demoWorld.officialAccount.appId, heroine.id);
  const user = await em.findOne(InterconnectUser, { phone: heroine.phone });
  const followed = (await em.count(Follower, { openid })) > 0;
  const bound = user?.bindingState === 'bound';
  const told =
    user !== null && (await em.count(Delivery, { interconnectUserId: user.id, state: 'delivered' })) > 0;
  const phone = `http://localhost:${server.config.sandbox.port}`;
  const chat = `${phone}/?person=${heroine.id}&chat=${demoWorld.officialAccount.appId}${locale === 'en' ? '&lang=en' : ''}`;
  const card = (key: Demo['cards'][number]['key'], done: boolean, url: string) => ({
    key,
    title: homeText(locale, `card.${key}.title`),
    text: homeText(locale, `card.${key}.text`),
    done,
    url,
  });
  return {
    sandboxUrl: phone,
    cards: [
      card('follow', followed, chat),
      card('bind', bound, chat),
      card('notices', told, `${phone}/?tab=wecom&member=zhangmin${locale === 'en' ? '&lang=en' : ''}`),
    ],
  };
}

/** The newcomer's page asks these; with the demo only. */
export function createDemoRoutes(server: () => Server): RouteDefinition[] {
  const story = async (locale: Locale) => {
    const demo = await demoStoryOf(server(), locale);
    assertThat(demo, 'not_found', 404);
    return demo;
  };
  return [
    defineRoute(
      {
        method: 'get',
        path: '/demo',
        summary: 'How far the demo’s story has come',
        audience: 'public',
        response: demoSchema,
      },
      ({ locale }) => story(locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/demo/reset',
        summary: 'The demo as it was in the beginning',
        audience: 'public',
        response: demoSchema,
      },
      async ({ locale }) => {
        await resetDemo(server());
        return story(locale);
      },
    ),
  ];
}
