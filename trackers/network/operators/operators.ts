/** @file All operators that a graph can be built of, for those who import them together. */
export * from './arithmetic.ts';
export * from './convolution.ts';
export * from './elementwise.ts';
export * from './layout.ts';
export * from './matrixProduct.ts';
export * from './pieces.ts';
export * from './pooling.ts';
export * from './reductions.ts';
export * from './resize.ts';
export * from './softmax.ts';
