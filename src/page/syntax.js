// What built-ins are for, by syntax: a page's frameworks may have replaced `Object.keys`, the methods of arrays, the
// iterator of arrays, which `for…of`, spread arguments and `[a, b] = list` read, and `Promise`.

const { hasOwnProperty: hasOwn } = Object.prototype;

/**
 * Whether a property is the object's own: what a page has put on a prototype is nobody's.
 *
 * @param {any} object
 * @param {any} name
 */
export const isOwn = (object, name) => object != null && hasOwn.call(object, name);

/**
 * The object's own property of this name; undefined where there is none.
 *
 * @param {any} object
 * @param {any} name
 */
export const ownValue = (object, name) => (isOwn(object, name) ? object[name] : undefined);

/** The names of an object's own properties. @param {any} object */
export const ownNames = (object) => {
  const names = [];
  for (const name in object) if (isOwn(object, name)) names[names.length] = name;
  return names;
};

/** Whether an item is in a list. @param {ArrayLike<unknown>} list @param {unknown} item */
export const includes = (list, item) => {
  for (let at = 0; at < list.length; at += 1) if (list[at] === item) return true;
  return false;
};

/**
 * A promise, as `new Promise` makes it; but `start` runs a microtask later, and `resolve` takes no promise: it would ask
 * for a `then`, which may be another, as `return` from an async function does without `await`.
 *
 * @template [T=any]
 * @param {(resolve: (value: T) => void, reject: (reason: unknown) => void) => void} start
 * @returns {Promise<T>}
 */
// biome-ignore lint/suspicious/noThenProperty: what has a `then` is waited for
export const promise = async (start) => /** @type {any} */ ({ then: start });

/** What comes first of two promises. @param {unknown} one @param {unknown} other */
export const race = (one, other) =>
  promise((resolve, reject) => {
    /** @param {unknown} either */
    const follow = async (either) => {
      try {
        resolve(await either);
      } catch (error) {
        reject(error);
      }
    };
    follow(one);
    follow(other);
  });
