interface Node<Value> {
  readonly next: Map<string, Node<Value>>;
  /** The longest end of what led here with which a word begins. */
  fallback: Node<Value> | null;
  /** The first value of all words that end here. */
  best: Value | undefined;
}

const newNode = <Value>(): Node<Value> => ({ next: new Map(), fallback: null, best: undefined });

/**
 * Looks for all words in one pass over the text (Aho and Corasick, 1975), whatever their number: a
 * sentence that somebody makes up to be slow is as fast as any other.
 * @returns the first, by `compare`, of the values whose word is a part of the text
 */
export function createPartFinder<Value>(
  words: readonly (readonly [word: string, value: Value])[],
  compare: (a: Value, b: Value) => number,
): (text: string) => Value | undefined {
  const root = newNode<Value>();
  const first = (a: Value | undefined, b: Value | undefined) =>
    a === undefined ? b : b === undefined || compare(a, b) <= 0 ? a : b;
  for (const [word, value] of words) {
    let node = root;
    for (const sign of word.split('')) {
      const next = node.next.get(sign) ?? newNode<Value>();
      node.next.set(sign, next);
      node = next;
    }
    node.best = first(node.best, value);
  }
  const step = (from: Node<Value>, sign: string): Node<Value> => {
    for (let node: Node<Value> | null = from; node !== null; node = node.fallback) {
      const next = node.next.get(sign);
      if (next !== undefined) return next;
    }
    return root;
  };
  // By depth, so that a fallback is known before those that lead on from it.
  for (let level = [root]; level.length > 0; level = level.flatMap((node) => [...node.next.values()])) {
    for (const parent of level) {
      for (const [sign, node] of parent.next) {
        node.fallback = parent.fallback === null ? root : step(parent.fallback, sign);
        node.best = first(node.best, node.fallback.best);
      }
    }
  }
  return (text) => {
    let node = root;
    let best: Value | undefined;
    for (let at = 0; at < text.length; at += 1) {
      node = step(node, text.charAt(at));
      best = first(best, node.best);
    }
    return best;
  };
}
