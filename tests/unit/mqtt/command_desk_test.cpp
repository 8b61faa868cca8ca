// Each command that comes is run once or refused, and answered once.
#include "mqtt/command_desk.hpp"

#include <doctest/doctest.h>

using namespace avhost::mqtt;

namespace {

struct Desk {
    struct Asked {
        std::int64_t token;
        std::string device;
        std::string what;
        std::vector<dp::NamedValue> params;
        bool operator==(const Asked&) const = default;
    };

    Publications invoke(Message message, std::int64_t now = 0) {
        message.topic = topics.invocation("lobby", "set_volume");
        return desk.take(Invoke{"lobby", "set_volume"}, message, now);
    }
    Publications write(Message message, std::int64_t now = 0) {
        message.topic = "av/hq/device/lobby/property/label/set";
        return desk.take(Write{"lobby", "label"}, message, &manifest, now);
    }
    static Message with_response(const std::string& payload, const std::string& correlation) {
        return {"", payload, false, "replies/7", correlation};
    }

    const Topics topics{"av", "hq", "h"};
    Counters counters;
    std::vector<Asked> asked;
    host::Manifest manifest = [] {
        host::Manifest made;
        host::PropertySpec label;
        label.id = "label";
        label.schema.type = host::SchemaType::string;
        made.properties.push_back(label);
        return made;
    }();
    CommandDesk desk{topics, "homeassistant",
                     CommandDesk::Host{[this](auto token, const auto& device, auto action, auto params) {
                                           asked.push_back({token, device, action, params});
                                       },
                                       [this](auto token, const auto& device, auto property, auto value) {
                                           asked.push_back({token, device, property, {{"value", value}}});
                                       }},
                     counters};
};

const std::string completion = "av/hq/device/lobby/completion";

} // namespace

TEST_CASE_FIXTURE(Desk, "a command is handed on and its outcome told once") {
    CHECK(invoke({"", R"({"volume":30,"$correlation":"mine"})"}).empty());
    CHECK(asked == std::vector<Asked>{{1, "lobby", "set_volume", {{"volume", std::int64_t{30}}}}});
    const host::Completion over{"lobby", 1, dp::Status::ok, "", {}};
    CHECK(
        desk.take(over) ==
        Publications{
            {completion,
             R"({"command":"action/set_volume","status":"ok","text":"","result":null,"correlation":"mine"})",
             false}});
    CHECK(desk.take(over).empty());
    CHECK(write({"", "closing"}).empty());
    CHECK(asked.back() == Asked{2, "lobby", "label", {{"value", "closing"}}});
    CHECK(counters.commands_run == 2);
}

TEST_CASE_FIXTURE(Desk, "whoever names a response topic gets the outcome there too, with his data") {
    const std::string data{"\0\xff", 2};
    CHECK(invoke(with_response("", data)).empty());
    const auto told = desk.take(host::Completion{"lobby", 1, dp::Status::ok, "", {}});
    REQUIRE(told.size() == 2);
    CHECK(told[0].topic == completion);
    CHECK(told[0].correlation.empty());
    CHECK(told[1] == Publication{"replies/7", told[0].payload, false, data});
}

TEST_CASE_FIXTURE(Desk, "a repeated command is not run again, and its outcome is told again") {
    invoke(with_response("", "c"));
    CHECK(invoke(with_response("", "c")).empty()); // still runs
    const auto told = desk.take(host::Completion{"lobby", 1, dp::Status::ok, "", {}});
    CHECK(invoke(with_response("", "c"), 1000) == told);
    CHECK(asked.size() == 1);
    CHECK(counters.commands_repeated == 2);
    invoke(with_response("", "d"), 1000);
    invoke(with_response("", "c"), RecentCommands::kept_for);
    write(with_response("x", "d"), 1000); // another topic
    invoke({"", ""}, 1000);               // one without a name may come as often as it likes
    invoke({"", ""}, 1000);
    CHECK(asked.size() == 6);
}

TEST_CASE_FIXTURE(Desk, "a retained command is refused, and one that is taken away is none") {
    Message message{"", "{}", true, "replies/7", "c"};
    const auto told = invoke(message);
    REQUIRE(told.size() == 2);
    CHECK(told[0].payload.find(R"("status":"bad_argument","text":"a retained command is not run)") !=
          std::string::npos);
    CHECK(told[1].topic == "replies/7");
    message.payload.clear();
    CHECK(invoke(message).empty());
    CHECK(asked.empty());
    CHECK(counters.commands_refused == 1);
}

TEST_CASE_FIXTURE(Desk, "what cannot be read is refused with a sentence") {
    const auto told = invoke({"", "PRESS"});
    REQUIRE(told.size() == 1);
    CHECK(told[0].payload.starts_with(
        R"({"command":"action/set_volume","status":"bad_argument","text":"payload:1:1)"));
    CHECK(write({"", "\xff"}).size() == 1);
    CHECK(asked.empty());
    CHECK(counters.commands_refused == 2);
    CHECK(counters.commands_run == 0);
}

TEST_CASE_FIXTURE(Desk, "an answer is never sent to a topic of the site's own") {
    invoke({"", "", false, topics.invocation("bar", "play"), "c"});
    CHECK(desk.take(host::Completion{"lobby", 1, dp::Status::ok, "", {}}).size() == 1);
}

TEST_CASE_FIXTURE(Desk, "too many at once are busy, and all that wait are canceled at the end") {
    for (std::size_t i = 0; i < CommandDesk::most_pending; ++i) {
        REQUIRE(invoke({"", ""}).empty());
    }
    const auto told = invoke({"", ""});
    REQUIRE(told.size() == 1);
    CHECK(told[0].payload.find(R"("status":"busy")") != std::string::npos);
    const auto canceled = desk.cancel_all("the host ends");
    CHECK(canceled.size() == CommandDesk::most_pending);
    CHECK(canceled[0].payload ==
          R"({"command":"action/set_volume","status":"canceled","text":"the host ends","result":null})");
    CHECK(desk.take(host::Completion{"lobby", 1, dp::Status::ok, "", {}}).empty());
}
