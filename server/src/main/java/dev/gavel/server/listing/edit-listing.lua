-- Changes what a seller says and shows of an auction, before the first accepted bid. Whether there was one is judged
-- here, where bids are decided: so no bidder's bid is about other words than those that stood when it was accepted.
-- Writes no entry of the bid log, since nothing is decided by words.
--
-- KEYS  1 log number  2 the auction's state  3 its listing
-- ARGV  1 the seller's account id  2 the listing that the change was made from  3 the changed one
--       4 how far the log must have come, see log-number.lua
-- Reply EDITED, or a word of Editing.Refusal
next_number(redis.call('GET', KEYS[1]), ARGV[4])
local found = redis.call('MGET', KEYS[2], KEYS[3])
if not found[1] or not found[2] then
    return 'UNKNOWN_AUCTION'
end
local a = load_auction(found[1])
if a.seller ~= ARGV[1] then
    return 'NOT_THE_SELLER'
elseif a.state == 'X' then
    return 'CANCELLED'
elseif a.accepted > 0 then
    return 'HAS_BIDS'
elseif a.state == 'C' or a.state == 'O' and now() >= a.closes_at then
    return 'CLOSED'
elseif found[2] ~= ARGV[2] then
    return 'CHANGED'
end
redis.call('MSET', KEYS[3], ARGV[3])
return 'EDITED'
