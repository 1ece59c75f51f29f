import { LIMITS } from "../domain/limits.js";
import type { CommandName } from "./commands.js";
import { LATER } from "./waiting-commands.js";

/**
 * Commands that do a few dozen steps at most, of some µs each, whatever is stored and whoever gives them. How long Redis was
 * held is not asked of a call that has a few of these alone: asking costs a life of a run alone in its calls some 25,000
 * instructions, and such a call is slow only where all are.
 */
const SHORT_COMMANDS: readonly CommandName[] = ["trigger", "heartbeat", "complete-run", "settle"];
const SHORT_GROUP = { commands: 8, bytes: 4096 };

/**
 * The library's function, named like it: runs commands one after the other in one call. Its argument is
 * MessagePack, because an argument of its own costs Redis, Lua and this process each more than most commands do with
 * it: a list of a command's name and the list of its arguments in turn. Reply per command: 1 and its reply, or 0
 * and the error: one that fails never fails its neighbours; or LATER where those before it have answered so much that it
 * was not begun. Last, when there is any: what commands have counted since the last call (`lua/lib/tally.lua`), and behind
 * it the µs of a call that has held Redis for long. The list is MessagePack too: of a run's fields, each would be a reply
 * of its own for Redis to write and for this process to read. A command that knows how many bytes it answers may say so in
 * ANSWERED, which spares a look at all of them.
 */
export const runGroup = (slowUs: number): string => `local run_group
do
local SHORT = {${SHORT_COMMANDS.map((name) => `['${name}'] = true`).join(", ")}}
local function us_since(begun_us)
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2] - begun_us
end
function run_group(keys, arguments)
  begin(keys)
  local group = cmsgpack.unpack(arguments[1])
  local replies, count = { nil, nil, nil, nil }, #group
  local is_short = count <= ${2 * SHORT_GROUP.commands} and #arguments[1] <= ${SHORT_GROUP.bytes}
  ROOM = ${LIMITS.groupBytes}
  for at = 1, count, 2 do
    if ROOM > 0 then
      local name = group[at]
      is_short = is_short and SHORT[name]
      ARGV, ANSWERED = group[at + 1], nil
      local good, reply = pcall(COMMANDS[name])
      if good then
        replies[at], replies[at + 1] = 1, reply
        -- Some answer a number.
        if type(reply) == 'table' then ROOM = ROOM - (ANSWERED or bytes_of(reply)) end
      else
        replies[at], replies[at + 1] = 0, tostring(type(reply) == 'table' and reply.err or reply)
      end
    else
      replies[at], replies[at + 1] = ${LATER}, ''
    end
  end
  flush()
  local spent = is_short and 0 or us_since(BEGUN_US)
  if spent > ${slowUs} then
    replies[count + 1], replies[count + 2] = drain_tally(), spent
  elseif next(TALLY) then
    replies[count + 1] = drain_tally()
  end
  return cmsgpack.pack(replies)
end
end`;

/**
 * Runs another command at most once under a name: its reply is kept in the step that writes, so that a caller who has
 * not heard it hears it when he asks again. Only the outcomes named are kept; after a refusal nothing was written.
 */
export const ONCE = `COMMANDS.once = function()
  local digest, outcomes, name, args = unpack(ARGV)
  local kept = redis.call('GET', key_once(digest))
  if kept then return cmsgpack.unpack(kept) end
  ARGV = args
  local reply = COMMANDS[name]()
  for _, outcome in ipairs(outcomes) do
    if reply[1] == outcome then
      redis.call('SET', key_once(digest), cmsgpack.pack(reply), 'PX', LIMIT.idempotencyMs)
    end
  end
  return reply
end`;
