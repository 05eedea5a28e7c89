import type { RedisClient } from "./open-redis.ts";

/**
 * An organization's answers in Redis. All keys have its id as their hash tag, so that a cluster keeps them together:
 * one key an answer; `ends`, a sorted set of cache keys by their end; `facts`, a hash of what removals ask for, each
 * beginning with the entry's bytes; `bytes`, their sum. Everything ends by itself with the last answer.
 */
export interface AnswerKeys {
  readonly answer: (key: string) => string;
  readonly ends: string;
  readonly facts: string;
  readonly bytes: string;
  readonly tally: string;
}

export function answerKeys(organizationId: string): AnswerKeys {
  const prefix = `llm-gateway:cache:{${organizationId}}`;
  return {
    answer: (key) => `${prefix}:answer:${key}`,
    ends: `${prefix}:ends`,
    facts: `${prefix}:facts`,
    bytes: `${prefix}:bytes`,
    tally: `${prefix}:tally`,
  };
}

/** KEYS: ends, facts, bytes. ARGV begins with the prefix of answers' keys. */
const DROP = `
local function drop(key)
  local known = redis.call('HGET', KEYS[2], key)
  redis.call('DEL', ARGV[1] .. key)
  redis.call('ZREM', KEYS[1], key)
  if not known then return 0 end
  redis.call('HDEL', KEYS[2], key)
  redis.call('DECRBY', KEYS[3], string.match(known, '^%d+'))
  return 1
end
local function dropEnded(nowMs, most)
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', nowMs, 'LIMIT', 0, most)) do drop(key) end
end
`;

/** ARGV: prefix, key, value, facts, size, end, now, time to live, most bytes. */
const PUT = `${DROP}
local key, size, ttl, most = ARGV[2], tonumber(ARGV[5]), tonumber(ARGV[8]), tonumber(ARGV[9])
dropEnded(ARGV[7], 50)
drop(key)
while (tonumber(redis.call('GET', KEYS[3]) or '0') + size > most) do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if not first then break end
  drop(first)
end
redis.call('SET', ARGV[1] .. key, ARGV[3], 'PX', ttl)
redis.call('ZADD', KEYS[1], ARGV[6], key)
redis.call('HSET', KEYS[2], key, ARGV[5] .. ARGV[4])
redis.call('INCRBY', KEYS[3], size)
for i = 1, 3 do
  if redis.call('PTTL', KEYS[i]) < ttl + 60000 then redis.call('PEXPIRE', KEYS[i], ttl + 60000) end
end
return 1
`;

/** ARGV: prefix, keys. Gives how many were there. */
const REMOVE = `${DROP}
local removed = 0
for i = 2, #ARGV do removed = removed + drop(ARGV[i]) end
return removed
`;

/** KEYS also: tally. ARGV: prefix, now. Gives entries, bytes and the tally. */
const STATS = `${DROP}
dropEnded(ARGV[2], 1000)
local counts = redis.call('HMGET', KEYS[4], 'hits', 'misses', 'savedNanos', 'since')
return {
  redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[2], '+inf'),
  redis.call('GET', KEYS[3]) or '0',
  counts[1] or '0', counts[2] or '0', counts[3] or '0', counts[4] or '',
}
`;

type Script = (...given: (string | number | Buffer)[]) => Promise<unknown>;

export interface CacheScripts {
  readonly put: Script;
  readonly remove: Script;
  readonly stats: Script;
}

const PUT_NAME = "llmGatewayPutAnswer";
const REMOVE_NAME = "llmGatewayRemoveAnswers";
const STATS_NAME = "llmGatewayAnswerStats";

/** Makes the scripts known to a connection, which then names them by their hash. */
export function defineCacheScripts(redis: RedisClient): CacheScripts {
  redis.defineCommand(PUT_NAME, { numberOfKeys: 3, lua: PUT });
  redis.defineCommand(REMOVE_NAME, { numberOfKeys: 3, lua: REMOVE });
  redis.defineCommand(STATS_NAME, { numberOfKeys: 4, lua: STATS });
  const commands = redis as unknown as Record<string, Script>;
  const called =
    (name: string): Script =>
    (...given) => {
      const command = commands[name];
      return command === undefined ? Promise.reject(new Error(`no command ${name}`)) : command.apply(redis, given);
    };
  return { put: called(PUT_NAME), remove: called(REMOVE_NAME), stats: called(STATS_NAME) };
}
