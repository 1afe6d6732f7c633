/** The element at an index that exists. @throws RangeError where it does not */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const value = array[index];
  if (value === undefined) throw new RangeError(`no element ${index} of ${array.length}`);
  return value;
}
