import type { IPluginContext } from '@tarojs/service';

/**
 * Carries the `aria-*` attributes into the mini program's templates. Taro writes only the
 * attributes it knows for each component, and screen readers need these.
 */
export default function ariaPlugin(ctx: IPluginContext): void {
  const aria = { 'aria-role': 'i.ariaRole', 'aria-label': 'i.ariaLabel', 'aria-checked': 'i.ariaChecked' };
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform: { template?: { mergeComponents(context: IPluginContext, parts: object): void } }) {
      // The H5 has no templates.
      platform.template?.mergeComponents(ctx, { View: aria, Image: { 'aria-label': 'i.ariaLabel' } });
    },
  });
}
