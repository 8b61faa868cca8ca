#include "mqtt/topics.hpp"

#include <doctest/doctest.h>

using namespace avhost::mqtt;

namespace {
const Topics topics{"av", "hq", "rack-1"};
}

TEST_CASE("topics are named by prefix, site, host and device") {
    CHECK(topics.status() == "av/hq/host/rack-1/status");
    CHECK(topics.status_of("rack-2") == "av/hq/host/rack-2/status");
    CHECK(topics.rule() == "av/hq/host/rack-1/rule");
    CHECK(topics.hail("rack-2") == "av/hq/host/rack-2/hail");
    CHECK(topics.availability("lobby") == "av/hq/device/lobby/availability");
    CHECK(topics.health("lobby") == "av/hq/device/lobby/health");
    CHECK(topics.property("lobby", "volume") == "av/hq/device/lobby/property/volume");
    CHECK(topics.state("lobby") == "av/hq/device/lobby/state");
    CHECK(topics.event("lobby", "track_changed") == "av/hq/device/lobby/event/track_changed");
    CHECK(topics.completion("lobby") == "av/hq/device/lobby/completion");
    CHECK(topics.owner("lobby") == "av/hq/device/lobby/owner");
    CHECK(topics.invocation("lobby", "pause") == "av/hq/device/lobby/action/pause/invoke");
    CHECK(topics.all_statuses() == "av/hq/host/+/status");
    CHECK(topics.invocations("lobby") == "av/hq/device/lobby/action/+/invoke");
    CHECK(topics.writes("lobby") == "av/hq/device/lobby/property/+/set");
    CHECK(topics.discovery("homeassistant", "lobby") == "homeassistant/device/hq_lobby/config");
}

TEST_CASE("what comes is read by its topic") {
    CHECK(topics.read("av/hq/host/rack-2/status") == Heard{HostStatus{"rack-2"}});
    CHECK(topics.read("av/hq/host/rack-1/hail") == Heard{Hail{}});
    CHECK(topics.read("av/hq/host/rack-1/barrier") == Heard{Barrier{}});
    CHECK(topics.read("av/hq/device/lobby/owner") == Heard{Owner{"lobby"}});
    CHECK(topics.read("av/hq/device/lobby/action/pause/invoke") == Heard{Invoke{"lobby", "pause"}});
    CHECK(topics.read("av/hq/device/lobby/property/volume/set") == Heard{Write{"lobby", "volume"}});
    for (const std::string other :
         {"av/hq/host/rack-2/hail", "av/hq/host/rack-2/barrier", "av/hq/device/lobby/property/volume",
          "av/hq/device/lobby/action/invoke", "av/hq/device/lobby/action/a/b/invoke", "av/hq2/host/a/status",
          "av/hq", "av/hq/", "av/hq/device", "", "x/av/hq/host/a/status"}) {
        CAPTURE(other);
        CHECK(topics.read(other) == Heard{});
    }
    CHECK(Topics{"a/b", "hq", "h"}.read("a/b/hq/device/d/owner") == Heard{Owner{"d"}});
}

TEST_CASE("an answer goes where the asker may have asked for it, and to no topic of the site's own") {
    CHECK(topics.may_be_answered_on("replies/7", "homeassistant"));
    CHECK(topics.may_be_answered_on("av/hq2/replies", "homeassistant"));
    CHECK(topics.may_be_answered_on("homeassistant/x", ""));
    for (const std::string own : {"av/hq/device/lobby/action/pause/invoke", "av/hq", "av/hq/x",
                                  "homeassistant/device/a/config", "$SYS/x", "", "a/+/b", "a/#"}) {
        CAPTURE(own);
        CHECK_FALSE(topics.may_be_answered_on(own, "homeassistant"));
    }
}
