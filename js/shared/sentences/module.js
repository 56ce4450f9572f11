// For modules: the sentences of `debug` are a module beside ours, fetched only then.

/** @returns {Promise<typeof import('../sentences.js').sentence>} */
export const sentences = async () => {
  // @ts-expect-error the build puts the module there
  const { sentence } = await import('./sentences.js');
  return sentence;
};
