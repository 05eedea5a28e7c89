const NAME_LENGTH_MAX = 128;

/** A name as the sums have it: long ones are cut, because names are part of an index. */
export function cutName(name: string): string {
  return name.length <= NAME_LENGTH_MAX ? name : name.slice(0, NAME_LENGTH_MAX).toWellFormed();
}
