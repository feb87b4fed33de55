-- Pauses, resumes or cancels an auction, or says something of one of its bidders.
--
-- KEYS  1 log number  2 bid log  3 due times  4 the auction's state  5 what is said of its bidders
-- ARGV  1 what: P pause, R resume, X cancel, B say of a bidder  2 the auction's id, I8  3 by whom
--       4 O an operator, S the auction's seller, Q the bidder who asks  5 why, UTF-8; may be empty
--       6 the bidder  7 what is said of the bidder, as auction-state.lua has it  (B)
--       8 how many something may be said of  (B)
--       9 how far the log must have come, see log-number.lua
-- Reply a word of Auctions.Effect, and the number of its entry of the log if there is one
--
-- Its entry has decidedAt I8, auction id I8, sequence I8, what c1, by Bc0, why I2c0, then R: closesAt I8; B: bidder Bc0
-- and what is said, Bc0.
--
-- Referee.java specifies who may do what when. The due time of a paused auction is PAUSED_UNTIL, so that no bell looks
-- at it, and whoever lists auctions finds it.
local PAUSED_UNTIL = '4503599627370496' -- 2^52, Auctions.PAUSED_UNTIL
local what, by, role, why, bidder, permit = ARGV[1], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local number = string.format('%d', next_number(redis.call('GET', KEYS[1]), ARGV[9]))
local packed = redis.call('GET', KEYS[4])
if not packed then
    return { 'UNKNOWN_AUCTION' }
end
local a, time = load_auction(packed), now()
local is_seller = by == a.seller

-- A word where it may not be done, or was done before.
local function refusal()
    if role == 'S' and not is_seller then
        return 'NOT_THE_SELLER'
    elseif what == 'X' and a.state == 'X' or what == 'P' and a.state == 'P' or what == 'R' and a.state == 'O' then
        return 'ALREADY'
    elseif what == 'X' and is_seller and a.accepted > 0 then
        return 'HAS_BIDS'
    elseif a.state == 'C' or a.state == 'X' or a.state == 'O' and time >= a.closes_at then
        return 'CLOSED'
    elseif what == 'B' then
        local said = redis.call('HGET', KEYS[5], bidder)
        -- Where everybody may bid there is nothing to ask for, and a list that is asked for nothing costs every bid.
        if said == permit or role == 'Q' and (said or a.approval ~= 'A') then
            return 'ALREADY'
        elseif not said and redis.call('HLEN', KEYS[5]) >= tonumber(ARGV[8]) then
            return 'TOO_MANY'
        end
    end
end

local refused = refusal()
if refused then
    return { refused }
end
local rest, due = '', nil
if what == 'P' then
    a.state, a.paused_at, a.notice, due = 'P', time, why, PAUSED_UNTIL
elseif what == 'R' then
    a.closes_at = a.closes_at + time - a.paused_at
    a.state, a.paused_at, a.notice, due = 'O', 0, '', string.format('%d', a.closes_at)
    rest = pack('>I8', a.closes_at)
elseif what == 'X' then
    a.state, a.paused_at, a.notice = 'X', 0, why
else
    a.listed = 'L'
    rest = pack('>Bc0Bc0', #bidder, bidder, #permit, permit)
end
a.sequence = a.sequence + 1
redis.call('XADD', KEYS[2], number .. '-0', 'I', pack('>I8', time) .. ARGV[2] .. pack('>I8', a.sequence) .. what
    .. pack('>Bc0I2c0', #by, by, #why, why) .. rest)
redis.call('MSET', KEYS[1], number, KEYS[4], store_auction(a))
local id = KEYS[4]:match('%d+$')
if due then
    redis.call('ZADD', KEYS[3], due, id)
elseif what == 'X' then
    redis.call('ZREM', KEYS[3], id)
elseif what == 'B' then
    redis.call('HSET', KEYS[5], bidder, permit)
end
return { 'DONE', number }
