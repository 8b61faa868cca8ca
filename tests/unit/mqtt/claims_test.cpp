// Two or more hosts with one device: whatever the broker's order, they agree.
#include "mqtt/claims.hpp"

#include <doctest/doctest.h>

#include <random>

using avhost::mqtt::Claims;
using Act = Claims::Act;
using Changes = Claims::Changes;
using Source = Claims::Source;

namespace {

const std::vector<std::string> lobby{"lobby"};

Changes claim() {
    return {{Act::claim, "lobby", ""}};
}

// Claims on a host that drives lobby, settled at 0.
Claims driving() {
    Claims claims{"a"};
    REQUIRE(claims.settled(lobby, 0) == claim());
    REQUIRE(claims.heard_owner("lobby", "a", Source::live, 1) == Changes{{Act::gained, "lobby", ""}});
    return claims;
}

} // namespace

TEST_CASE("a device that nobody has is claimed, and driven when the claim comes back") {
    Claims claims{"a"};
    CHECK_FALSE(claims.knows("lobby"));
    CHECK(claims.settled(lobby, 0) == claim());
    CHECK(claims.is_claiming());
    CHECK(claims.knows("lobby"));
    CHECK_FALSE(claims.drives("lobby"));
    CHECK(claims.heard_owner("lobby", "a", Source::live, 1) == Changes{{Act::gained, "lobby", ""}});
    CHECK(claims.drives("lobby"));
    CHECK_FALSE(claims.is_claiming());
    CHECK(claims.driven() == lobby);
    CHECK(claims.heard_owner("lobby", "a", Source::live, 2).empty());
}

TEST_CASE("nothing is claimed before all that lies on the broker was heard") {
    Claims claims{"a"};
    CHECK(claims.heard_owner("lobby", "b", Source::found, 0).empty());
    CHECK(claims.heard_status("b", false, Source::found, 0).empty());
    CHECK_FALSE(claims.knows("lobby"));
    CHECK(claims.settled(lobby, 0) == claim()); // b is gone
    CHECK(claims.settled(lobby, 0).empty());    // once
}

TEST_CASE("one's own old claim is renewed") {
    Claims claims{"a"};
    claims.heard_owner("lobby", "a", Source::found, 0);
    claims.heard_status("a", true, Source::found, 0);
    CHECK(claims.settled(lobby, 0) == claim());
}

TEST_CASE("what a living host has is left to it until it goes") {
    Claims claims{"a"};
    claims.heard_status("b", true, Source::live, 0);
    claims.heard_owner("lobby", "b", Source::found, 0);
    CHECK(claims.settled(lobby, 0) == Changes{{Act::contested, "lobby", "b"}});
    CHECK(claims.contested() == lobby);
    CHECK_FALSE(claims.deadline());
    CHECK(claims.heard_status("b", false, Source::live, 5) == claim());
    CHECK(claims.heard_owner("lobby", "a", Source::live, 6) == Changes{{Act::gained, "lobby", ""}});
    CHECK(claims.contested().empty());
}

TEST_CASE("a host of which only a word was found lying is hailed, and counts as gone when it is silent") {
    Claims claims{"a"};
    claims.heard_status("b", true, Source::found, 0);
    claims.heard_owner("lobby", "b", Source::found, 0);
    claims.heard_owner("bar", "b", Source::found, 0);
    CHECK(claims.settled({"lobby", "bar"}, 100) ==
          Changes{{Act::contested, "lobby", "b"}, {Act::hail, "", "b"}, {Act::contested, "bar", "b"}});
    REQUIRE(claims.deadline() == 100 + Claims::hail_patience);
    CHECK(claims.tick(100 + Claims::hail_patience - 1).empty());
    SUBCASE("it answers") {
        CHECK(claims.heard_status("b", true, Source::live, 200).empty());
        CHECK_FALSE(claims.deadline());
        CHECK(claims.tick(100 + Claims::hail_patience).empty());
        CHECK(claims.contested().size() == 2);
    }
    SUBCASE("it does not") {
        CHECK(claims.tick(100 + Claims::hail_patience) ==
              Changes{{Act::claim, "bar", ""}, {Act::claim, "lobby", ""}});
        CHECK_FALSE(claims.deadline());
    }
}

TEST_CASE("the last claim counts, whoever made it") {
    auto claims = driving();
    CHECK(claims.heard_owner("lobby", "b", Source::live, 2) ==
          Changes{{Act::lost, "lobby", "b"}, {Act::contested, "lobby", "b"}});
    CHECK_FALSE(claims.drives("lobby"));
    CHECK(claims.heard_owner("lobby", "a", Source::live, 3) == Changes{{Act::gained, "lobby", ""}});
}

TEST_CASE("a claim that comes while ours is on its way does not change what ours does") {
    Claims claims{"a"};
    claims.settled(lobby, 0);
    CHECK(claims.heard_owner("lobby", "b", Source::live, 1).empty());
    CHECK(claims.heard_owner("lobby", "a", Source::live, 2) == Changes{{Act::gained, "lobby", ""}});
}

TEST_CASE("a claim that is taken away is made anew") {
    auto claims = driving();
    CHECK(claims.heard_owner("lobby", std::nullopt, Source::live, 2) == claim());
    CHECK_FALSE(claims.drives("lobby"));
}

TEST_CASE("what was heard on one connection counts for nothing on the next") {
    auto claims = driving();
    claims.forget();
    CHECK_FALSE(claims.drives("lobby"));
    CHECK_FALSE(claims.knows("lobby"));
    CHECK(claims.settled(lobby, 3) == claim());
    claims.remove("lobby");
    CHECK_FALSE(claims.knows("lobby"));
}

// A broker that keeps the last claim and gives all hosts all messages in one order, at any speed.
TEST_CASE("hosts that begin at once, in any order, agree on exactly one") {
    std::mt19937 chance{7};
    for (int round = 0; round < 2000; ++round) {
        CAPTURE(round);
        const std::vector<std::string> names{"a", "b", "c"};
        std::vector<Claims> hosts;
        std::vector<std::string> log;     // owners in the broker's order
        std::vector<std::size_t> read(3); // how much of it each host has read
        std::vector<bool> settled(3);
        for (const auto& name : names) {
            hosts.emplace_back(name);
        }
        const auto take = [&](std::size_t i, const Changes& changes) {
            for (const auto& change : changes) {
                if (change.act == Act::claim) {
                    log.push_back(names[i]);
                }
            }
        };
        const auto is_done = [&] {
            for (std::size_t i = 0; i < 3; ++i) {
                if (!settled[i] || read[i] < log.size()) {
                    return false;
                }
            }
            return true;
        };
        for (int step = 0; step < 1000 && !is_done(); ++step) {
            const std::size_t i = chance() % 3;
            if (!settled[i]) { // comes to a broker on which the last claim lies
                settled[i] = true;
                for (const auto& other : names) {
                    hosts[i].heard_status(other, true, Source::found, 0);
                }
                if (!log.empty()) {
                    hosts[i].heard_owner("lobby", log.back(), Source::found, 0);
                }
                read[i] = log.size();
                take(i, hosts[i].settled(lobby, 0));
            } else if (read[i] < log.size()) {
                take(i, hosts[i].heard_owner("lobby", log[read[i]++], Source::live, 0));
            }
        }
        REQUIRE(is_done());
        std::size_t drivers = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            drivers += hosts[i].drives("lobby") ? 1U : 0U;
            CHECK(hosts[i].drives("lobby") == (names[i] == log.back()));
        }
        CHECK(drivers == 1);
    }
}
