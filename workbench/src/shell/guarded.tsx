import { Skeleton } from 'antd';
import { Suspense } from 'react';

import { useCan } from '../features/session/session-context.tsx';
import type { PageDefinition } from '../pages.tsx';
import { permissionLabel } from '../shared/permission-label.ts';
import { useText } from '../shared/i18n/text-context.tsx';
import { Page, Panel } from '../shared/ui/page.tsx';
import { NoAccessState } from '../shared/ui/states.tsx';

/** Shows a page to whom may see it; to others it says which right is missing and whom to ask. */
export function Guarded(props: { page: PageDefinition }) {
  const can = useCan();
  const t = useText();
  const { permission, Component, label } = props.page;
  if (permission !== null && !can(permission)) {
    return (
      <Page title={t(label)}>
        <Panel>
          <NoAccessState permission={t(permissionLabel(permission))} />
        </Panel>
      </Page>
    );
  }
  return (
    <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} className="hl-page" />}>
      <Component />
    </Suspense>
  );
}
