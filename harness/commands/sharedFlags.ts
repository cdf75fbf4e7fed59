import { resolve } from 'node:path';
import { type OverlapConvention, overlapConventions } from '../../datasets/overlap/convention.ts';
import { type Arguments, choiceOf, textOf } from './arguments.ts';
import type { Flag } from './command.ts';

/** Where results go unless told otherwise. */
export const defaultWorkspace = './workspace';

export const workspaceFlag: Flag = {
  kind: 'value',
  describe: 'FOLDER that keeps the results',
  default: defaultWorkspace,
};

export const conventionFlag: Flag = {
  kind: 'value',
  describe: 'how overlap is counted: vot2016 (a rectangle covers (w+1) x (h+1) pixels) or current (w x h)',
  default: "the workspace's, else vot2016",
};

export const sequencesFlag: Flag = {
  kind: 'value',
  describe: 'NAMES of sequences, separated by commas',
  default: 'all',
};

export const seedFlag: Flag = {
  kind: 'value',
  describe: 'NUMBER that all chance comes from',
  default: "the workspace's, else 0",
};

export const jsonFlag: Flag = { kind: 'switch', describe: 'print JSON and nothing else' };

export function workspaceOf(values: Arguments): string {
  return textOf(values, 'workspace') ?? defaultWorkspace;
}

export function conventionOf(values: Arguments): OverlapConvention | undefined {
  return choiceOf(values, 'convention', overlapConventions);
}

/** A path as it is stored: another command may be given from another folder. */
export function absolutePath(path: string): string {
  return resolve(path);
}
