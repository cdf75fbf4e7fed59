import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it("import ... from 'tracking-loss' gives the library", () => {
  const program = `
    import { overlap, rectangle, parseTrajectory, runBaseline, evaluateResults } from 'tracking-loss';
    console.log(overlap(rectangle(1, 1, 100, 100), rectangle(50, 50, 100, 100)).toFixed(4));
    console.log(parseTrajectory('1\\n1,2,3,4\\n', 'here').length, typeof runBaseline, typeof evaluateResults);`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  // 0.1528: toolkit-legacy issue 202, rectangles of (w+1) x (h+1) pixels.
  expect(output.toString()).toBe('0.1528\n2 function function\n');
});

it('runs a network that is built with it', () => {
  const program = `
    import { batch, graphBuilder, openEngine, operators, tensor } from 'tracking-loss';
    const b = graphBuilder();
    const graph = b.build({ y: operators.relu(b, b.input('x', [batch, 2])) });
    const { engine } = await openEngine('cpu');
    const session = await engine.compile(graph);
    const { y } = await session.run({ x: tensor([2, 2], Float32Array.of(-1, 2, 3, -4)) });
    await session.dispose();
    console.log(y.shape.join('x'), y.data.join(' '));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  expect(output.toString()).toBe('2x2 0 2 3 0\n');
});
