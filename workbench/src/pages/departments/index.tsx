import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Tree } from 'antd';
import { useState } from 'react';

import { departmentsQuery, type DepartmentRow } from '../../features/organisation/api.ts';
import { treeOf, type DepartmentNode } from '../../features/organisation/tree.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { DepartmentPanel } from './department-panel.tsx';
import { EditDepartment } from './edit-department.tsx';
import './departments.css';

/** The enterprise's one tree of departments. */
export function DepartmentsPage() {
  const t = useText();
  const phone = useIsPhone();
  const tree = useQuery(departmentsQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = tree.data ?? [];
  const root = rows[0];
  const row = rows.find(({ id }) => id === chosen) ?? (phone ? undefined : root);

  if (tree.data === undefined) {
    return (
      <Page title={t('departments.title')} lead={t('departments.lead')}>
        {tree.isError ? (
          <ErrorState error={tree.error} onRetry={() => void tree.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 8 }} />
        )}
      </Page>
    );
  }
  const detail = (shown: DepartmentRow) => (
    <DepartmentPanel key={shown.id} row={shown} rows={rows} onGone={() => setChosen(null)} />
  );
  return (
    <Page
      title={t('departments.title')}
      lead={t('departments.lead')}
      actions={
        root === undefined ? null : (
          <EditDepartment primary rows={rows} parentId={row?.id ?? root.id} onDone={setChosen} />
        )
      }
    >
      <div className="hl-departments">
        <Panel>
          <Tree<DepartmentNode<DepartmentRow>>
            aria-label={t('departments.title')}
            treeData={treeOf(rows)}
            defaultExpandedKeys={rows.filter(({ depth }) => depth < 4).map(({ id }) => id)}
            blockNode
            // Only what is in sight is drawn: a tree may have thousands.
            {...(rows.length > 60 ? { height: 560 } : {})}
            selectedKeys={row === undefined ? [] : [row.id]}
            titleRender={({ row: { name, staffCount } }) => (
              <span className="hl-department">
                <span>{name}</span>
                <small>{t('departments.people', { count: staffCount })}</small>
              </span>
            )}
            onSelect={(_, { node }) => setChosen(node.key)}
          />
        </Panel>
        {phone || row === undefined ? null : <Panel title={row.name}>{detail(row)}</Panel>}
      </div>
      {phone ? (
        <Drawer
          open={row !== undefined}
          placement="bottom"
          height="auto"
          title={row?.name ?? ''}
          onClose={() => setChosen(null)}
        >
          {row === undefined ? null : detail(row)}
        </Drawer>
      ) : null}
    </Page>
  );
}
