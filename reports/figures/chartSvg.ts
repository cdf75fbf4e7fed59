import { type LoggerInterface, parse, resetSVGDefIds, View, Warn } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * Draws a chart as SVG. The same specification gives the same bytes: texts are measured by Vega's own estimate, not by
 * a font of the machine. Expressions are interpreted, as on the page, not compiled.
 * @throws Error when Vega warns of something: a chart that it does not fully understand is wrong
 */
export async function chartSvg(spec: TopLevelSpec): Promise<string> {
  const vegaSpec = compile(spec, { logger: strictLogger }).spec;
  const runtime = parse(vegaSpec, undefined, { ast: true });
  const view = new View(runtime, {
    renderer: 'none',
    logger: strictLogger,
    logLevel: Warn,
    expr: expressionInterpreter,
  });
  try {
    await view.runAsync();
    // Gradients and clips are numbered through the process; a chart's bytes must not depend on those before it.
    resetSVGDefIds();
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const strictLogger: LoggerInterface = {
  level: () => strictLogger,
  error: fail,
  warn: fail,
  info: () => strictLogger,
  debug: () => strictLogger,
};

function fail(...messages: readonly unknown[]): never {
  throw new Error(`invalid chart: ${messages.map(String).join(' ')}`);
}
