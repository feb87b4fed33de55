-- An auction's packed state, as AuctionStateCodec.java reads and writes it. Prelude of every script that changes one.
-- All numbers are unsigned and big-endian; Bc0 is a string of at most 255 bytes after its length.
--   standing  version B, state c1 (O open, P paused, C closed, X cancelled), listed c1 (L: something is said of single
--             bidders; else -), sequence I8, accepted I8, price I8, max I8, second I8 (0: none), closesAt I8,
--             extensions I4, leader Bc0 (empty: none)
--   terms     opensAt I8, scheduled close I8, opening I8, reserve I8 (0: none), bidding c1 (X proxy, L plain),
--             approval c1 (A: only approved bidders; else -), soft close c1 (N none, A add, R reset), window I8,
--             extension I8, extensionsMax I4 (0: no limit), latestClose I8 (0: no limit), seller Bc0, currency c3,
--             bands B, then from I8 and step I8 of each band
--   pause     pausedAt I8 (0: is not paused), notice I2c0: why it is paused or was cancelled, UTF-8
-- What is said of single bidders stands in a hash of the auction's: by bidder, one character (Q asked, A approved,
-- B blocked) and their limit, decimal, if they have one.
-- Defines STANDING, TERMS and PAUSE, their formats; load_auction(packed), for scripts that do not live by speed: the
-- standing, reserve, approval, window, seller and pause; store_auction(auction).
local pack, unpack_struct, sub = struct.pack, struct.unpack, string.sub

local PRICE_NONE = 9007199254740992 -- 2^53: no accepted bid, so no price
local STATE_VERSION = 2
local STANDING = '>Bc1c1I8I8I8I8I8I8I4Bc0'
local TERMS = '>I8I8I8I8c1c1c1I8I8I4I8Bc0c3B'
local PAUSE = '>I8I2c0'

local function check_version(version)
    if version ~= STATE_VERSION then
        error('auction state of version ' .. version .. ', this script knows ' .. STATE_VERSION)
    end
end

local function load_auction(packed)
    local a = {}
    local version, terms
    version, a.state, a.listed, a.sequence, a.accepted, a.price, a.max, a.second, a.closes_at, a.extensions, a.leader,
        terms = unpack_struct(STANDING, packed)
    check_version(version)
    local _, _, _, reserve, _, approval, _, window, _, _, _, seller, _, bands, bands_at =
        unpack_struct(TERMS, packed, terms)
    a.reserve, a.approval, a.window, a.seller = reserve, approval, window, seller
    a.terms = sub(packed, terms, bands_at + 16 * bands - 1)
    a.paused_at, a.notice = unpack_struct(PAUSE, packed, bands_at + 16 * bands)
    return a
end

local function store_auction(a)
    return pack(STANDING, STATE_VERSION, a.state, a.listed, a.sequence, a.accepted, a.price, a.max, a.second,
        a.closes_at, a.extensions, #a.leader, a.leader) .. a.terms .. pack(PAUSE, a.paused_at, #a.notice, a.notice)
end
