interface Named {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
}

export interface DepartmentNode<Row extends Named> {
  readonly key: string;
  readonly value: string;
  readonly title: string;
  readonly row: Row;
  readonly disabled: boolean;
  readonly children: DepartmentNode<Row>[];
}

/**
 * The rows, parents first, as a tree; a row whose parent is not among them stands at the top.
 * @param without this one, and all below it, cannot be chosen
 */
export function treeOf<Row extends Named>(rows: readonly Row[], without?: string): DepartmentNode<Row>[] {
  const nodes = new Map<string, DepartmentNode<Row>>();
  const top: DepartmentNode<Row>[] = [];
  for (const row of rows) {
    const parent = row.parentId === null ? undefined : nodes.get(row.parentId);
    const disabled = row.id === without || parent?.disabled === true;
    const node = { key: row.id, value: row.id, title: row.name, row, disabled, children: [] };
    nodes.set(row.id, node);
    (parent?.children ?? top).push(node);
  }
  return top;
}

/** «岚汐净水 / 销售部 / 华东区». */
export function pathOf(rows: readonly Named[], id: string): string {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const names: string[] = [];
  for (let row = byId.get(id); row !== undefined; row = byId.get(row.parentId ?? '')) names.unshift(row.name);
  return names.join(' / ');
}
