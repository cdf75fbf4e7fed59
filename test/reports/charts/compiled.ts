import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';

/** What the real engine makes of a chart: asked, not assumed. */
async function running(spec: TopLevelSpec): Promise<View> {
  const view = new View(parse(compile(spec).spec, undefined, { ast: true }), { expr: expressionInterpreter });
  return view.runAsync();
}

/** The domain of an axis' scale and the pixels at which it begins and ends. */
export async function axis(spec: TopLevelSpec, name: 'x' | 'y'): Promise<{ domain: unknown[]; range: unknown[] }> {
  const scale = (await running(spec)).scale(name) as { domain(): unknown[]; range(): unknown[] };
  return { domain: scale.domain(), range: scale.range() };
}

/** What a scale of colours, shapes or dashes gives to each label, in the order of the legend. */
export function scaleOf(spec: TopLevelSpec, name: 'color' | 'shape' | 'strokeDash'): Map<string, unknown> {
  const scale = compile(spec).spec.scales!.find((candidate) => candidate.name === name)! as {
    domain: string[];
    range: unknown[];
  };
  return new Map(scale.domain.map((label, index) => [label, scale.range[index]]));
}

interface Item {
  readonly x: number;
  readonly y: number;
  readonly y2?: number;
  readonly datum?: Record<string, unknown>;
  readonly items?: readonly Item[];
  readonly marktype?: string;
  readonly role?: string;
}

/** The drawn items of all marks of a type, with where they are in the plot in pixels and the data they stand for. */
export async function drawnItems(
  spec: TopLevelSpec,
  marktype: 'symbol' | 'line' | 'rule' | 'rect' | 'text',
): Promise<Item[]> {
  const root = (await running(spec)).scenegraph() as unknown as { root: Item };
  const collect = (item: Item): Item[] => {
    if (item.role !== undefined && /axis|legend|title/.test(item.role)) return [];
    if (item.marktype === marktype && item.role === 'mark') return [...item.items!];
    return (item.items ?? []).flatMap(collect);
  };
  return collect(root.root);
}
