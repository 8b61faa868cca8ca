// Rules against the manifests of what they name, and how rules are written.
#include "host/nearest.hpp"
#include "host/rules/times.hpp"
#include "host/site_check.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;

std::string house_with(const std::string& rules) {
    return R"({"devices":[{"id":"door","plugin":"contact"},{"id":"hall","plugin":"feedthrough"}],
"rules":)" +
           rules + '}';
}

// Read once: checking a manifest against its schemas takes its time.
const host::Manifest* manifest_of(const std::string& device) {
    static const auto door = host::read_manifest(PLUGINS "/contact");
    static const auto hall = host::read_manifest(PLUGINS "/feedthrough");
    return device == "door" ? &door : device == "hall" ? &hall : nullptr;
}

// "POINTER: what was expected" of each mistake that is found against the manifests.
std::vector<std::string> mistakes(const std::string& rules) {
    std::vector<std::string> found;
    const auto reading = host::examine_site(house_with(rules), "s.json");
    for (const auto& mistake : reading.mistakes) {
        found.push_back(mistake.pointer + ": " + mistake.text);
    }
    for (const auto& mistake : host::rule_mistakes(reading.site, manifest_of)) {
        found.push_back(mistake.pointer + ": " + mistake.text);
    }
    return found;
}

std::vector<std::string> of_trigger(const std::string& when) {
    return mistakes(R"([{"when":)" + when + R"(,"do":[{"invoke":"door.open"}]}])");
}
std::vector<std::string> of_condition(const std::string& condition) {
    return mistakes(R"([{"when":{"start":true},"if":)" + condition + R"(,"do":[{"invoke":"door.open"}]}])");
}
std::vector<std::string> of_step(const std::string& step) {
    return mistakes(R"([{"when":{"start":true},"do":[)" + step + "]}]");
}

using Said = std::vector<std::string>;

} // namespace

TEST_CASE("a rule that fits is let be") {
    CHECK(mistakes(R"([{"name":"r","mode":"queued","when":[{"property":"door.closed","becomes":null},
        {"property":"hall.count","crosses":5},{"property":"hall.notes","changes":true,"for":"1 s"},
        {"event":"hall.told"},{"time":"00:00"}],
        "if":{"any":[{"property":"hall.mode","equals":"slow"},{"property":"hall.ratio","below":0.5}]},
        "do":[{"invoke":"hall.set","params":{"count":{"from":"hall.nothing"},"notes":["a"]}},
              {"write":"hall.ratio","value":{"from":"hall.count"}},{"write":"hall.label","value":"x"}]}])")
              .empty());
}

TEST_CASE("names that are not there are told with the nearest that is") {
    CHECK(of_trigger(R"({"property":"door.closd","becomes":true})") ==
          Said{"/rules/0/when/property: expected a property of door; it has no closd; did you mean closed?"});
    CHECK(of_trigger(R"([{"start":true},{"event":"hall.tol"}])") ==
          Said{"/rules/0/when/1/event: expected an event of hall; it has no tol; did you mean told?"});
    CHECK(of_trigger(R"({"event":"door.anything"})") ==
          Said{"/rules/0/when/event: expected an event of door; it has no anything"});
    CHECK(of_trigger(R"({"property":"dor.closed","becomes":true})") ==
          Said{"/rules/0/when/property: expected a device of this site; there is no \"dor\"; did you mean "
               "door?"});
    CHECK(of_step(R"({"invoke":"door.opne"})") ==
          Said{"/rules/0/do/0/invoke: expected an action of door; it has no opne; did you mean open?"});
    CHECK(of_step(R"({"invoke":"hall.echo","params":{"label":"x","lable":"y"}})") ==
          Said{"/rules/0/do/0/params/lable: expected a parameter of hall.echo; it has no lable; did you mean "
               "label?"});
    CHECK(
        of_step(R"({"write":"hall.count","value":{"from":"hall.ratoi"}})") ==
        Said{"/rules/0/do/0/value/from: expected a property of hall; it has no ratoi; did you mean ratio?"});
    CHECK(
        of_trigger(R"({"property":"door.closed","become":true})").front() ==
        "/rules/0/when/become: expected one of the keys property, becomes, changes, crosses, direction, for; "
        "did you mean becomes?");
    CHECK(of_condition(R"({"not":[{"any":{"property":"hall.cuont","above":1}}]})") ==
          Said{"/rules/0/if/not/0/any/property: expected a property of hall; it has no cuont; did you mean "
               "count?"});
}

TEST_CASE("types, bounds, what may be written and parameters are checked") {
    CHECK(of_trigger(R"({"property":"door.closed","becomes":"yes"})") ==
          Said{"/rules/0/when/becomes: expected true or false"});
    CHECK(of_trigger(R"({"property":"hall.label","crosses":3})") ==
          Said{"/rules/0/when/property: expected a property that is a number; hall.label is none"});
    CHECK(of_condition(R"([{"days":["mon"]},{"property":"door.closed","above":1}])") ==
          Said{"/rules/0/if/1/property: expected a property that is a number; door.closed is none"});
    CHECK(of_condition(R"({"property":"hall.mode","equals":"medium"})") ==
          Said{R"(/rules/0/if/equals: expected one of "slow", "fast")"});
    CHECK(of_step(R"({"write":"hall.count","value":101})") ==
          Said{"/rules/0/do/0/value: expected at most 100"});
    CHECK(
        of_step(R"({"write":"hall.nothing","value":1})") ==
        Said{"/rules/0/do/0/write: expected a property that can be written; hall.nothing can only be read"});
    CHECK(of_step(R"({"write":"hall.count","value":{"from":"hall.label"}})") ==
          Said{"/rules/0/do/0/value/from: expected a property whose values fit here; those of hall.label do "
               "not"});
    CHECK(of_step(R"({"invoke":"hall.echo"})") ==
          Said{"/rules/0/do/0/params/label: expected a text; it is missing"});
    CHECK(of_step(R"({"invoke":"hall.echo","params":{"label":{"from":"hall.mode"}}})").empty());
    CHECK(of_step(R"({"invoke":"hall.echo","params":{"label":{"from":"door.closed"}}})") ==
          Said{"/rules/0/do/0/params/label/from: expected a property whose values fit here; those of "
               "door.closed do not"});
    CHECK(of_step(R"({"invoke":"hall.set","params":{"count":-1}})") ==
          Said{"/rules/0/do/0/params/count: expected at least 0"});
}

TEST_CASE("the form of a rule is checked in each part") {
    CHECK(
        mistakes("[{}]") ==
        Said{
            "/rules/0/when: expected an object, or an array of objects, that says when the rule fires; it is "
            "missing",
            "/rules/0/do: expected an array of steps; it is missing"});
    CHECK(of_trigger("[]").size() == 1);
    CHECK(of_trigger("[1]") == Said{"/rules/0/when/0: expected an object"});
    CHECK(of_trigger(R"({"property":"door.closed"})") ==
          Said{"/rules/0/when: expected exactly one of the keys becomes, changes, crosses beside property"});
    CHECK(of_trigger(R"({"property":"door.closed","becomes":true,"changes":true})").size() == 1);
    CHECK(of_trigger(R"({"property":"door.closed","becomes":true,"time":"22:00"})").size() == 1);
    CHECK(of_trigger(R"({"property":"door.closed","becomes":[1]})") ==
          Said{"/rules/0/when/becomes: expected null, true, false, a number or a text"});
    CHECK(of_trigger(R"({"property":"door.closed","changes":false})") ==
          Said{"/rules/0/when/changes: expected true"});
    CHECK(of_trigger(R"({"property":"door.closed","becomes":true,"direction":"up"})") ==
          Said{"/rules/0/when/direction: expected no such key, except beside crosses"});
    CHECK(of_trigger(R"({"property":"hall.count","crosses":3,"direction":"left"})") ==
          Said{"/rules/0/when/direction: expected up or down"});
    CHECK(of_trigger(R"({"property":"hall.count","crosses":"3"})") ==
          Said{"/rules/0/when/crosses: expected a number"});
    CHECK(of_trigger(R"({"property":"door.closed","becomes":true,"for":"5 minutes"})")
              .front()
              .find("/rules/0/when/for: expected a duration such as") == 0);
    CHECK(of_trigger(R"({"time":"24:00"})") ==
          Said{R"(/rules/0/when/time: expected a time of day from "00:00" to "23:59")"});
    CHECK(of_trigger(R"({"time":"22:00","days":["mon","someday"]})") ==
          Said{"/rules/0/when/days/1: expected one of mon, tue, wed, thu, fri, sat, sun"});
    CHECK(of_trigger(R"({"time":"22:00","days":[]})").size() == 1);
    CHECK(of_trigger(R"({"start":1})") == Said{"/rules/0/when/start: expected true"});
    CHECK(of_trigger(R"({"event":"hall.told","for":"1 s"})").size() == 1);
    CHECK(of_condition(R"({"property":"hall.count","between":[5,1]})") ==
          Said{"/rules/0/if/between: expected an array of two numbers, the lower one first"});
    CHECK(of_condition(R"({"time":"18:00"})") ==
          Said{R"(/rules/0/if/time: expected an object such as {"from":"18:00","to":"23:00"})"});
    CHECK(of_condition(R"({"time":{"from":"18:00"}})").size() == 1);
    CHECK(of_condition(R"({"any":[]})").size() == 1);
    CHECK(of_condition(R"({"property":"hall.count"})").size() == 1);
    CHECK(of_step(R"({"wait":"soon"})").size() == 1);
    CHECK(of_step(R"({"wait":"8 h","invoke":"door.open"})").size() == 1);
    CHECK(of_step(R"({"write":"hall.count"})") ==
          Said{"/rules/0/do/0/value: expected a value; it is missing"});
    CHECK(of_step(R"({"write":"hall","value":1})") ==
          Said{"/rules/0/do/0/write: expected a text \"DEVICE.PROPERTY\""});
    CHECK(mistakes(R"([{"when":{"start":true},"do":[{"invoke":"door.open"}],"mode":"parallel"}])") ==
          Said{"/rules/0/mode: expected restart, single or queued"});
    // One step, or one condition, needs no array.
    CHECK(mistakes(R"([{"when":{"start":true},"if":{"days":["mon"]},"do":{"invoke":"door.open"}}])").empty());
}

TEST_CASE("durations are read and written") {
    CHECK(host::duration_of("30 s") == 30s);
    CHECK(host::duration_of("5min") == 5min);
    CHECK(host::duration_of("1.5 h") == 90min);
    CHECK(host::duration_of("500 ms") == 500ms);
    CHECK(host::duration_of("0 s") == 0s);
    CHECK(host::duration_of("168 h") == 168h);
    for (const std::string bad :
         {"", "5", "s", "-5 s", "5  s", "5 s ", "5 sec", "169 h", "inf s", "nan s", "1e2 s"}) {
        CAPTURE(bad);
        CHECK_FALSE(host::duration_of(bad));
    }
    CHECK(host::text_of(90min) == "1 h 30 min");
    CHECK(host::text_of(1ms) == "1 ms");
    CHECK(host::text_of(0ms) == "0 s");
}

TEST_CASE("times of day, days and dates") {
    CHECK(host::minute_of("00:00") == 0);
    CHECK(host::minute_of("23:59") == 1439);
    for (const std::string bad : {"24:00", "12:60", "1:00", "12:0", "12-00", "ab:cd", "12:000", ""}) {
        CHECK_FALSE(host::minute_of(bad));
    }
    CHECK(host::minute_text(65) == "01:05");
    CHECK(host::weekday(0) == 3);
    CHECK(host::weekday(-4) == 6);
    CHECK(host::day_number(-1) == -1);
    CHECK(host::minute_of_day(-1) == 1439);
    CHECK(host::text_of(host::every_day) == "every day");
}

TEST_CASE("the nearest name is near") {
    CHECK(host::nearest("volmue", {"volume", "value"}) == "volume");
    CHECK(host::nearest("vol", {"volume", "track"}) == std::nullopt);
    CHECK(host::nearest("xyz", {"abc"}) == std::nullopt);
    CHECK(host::nearest("a", {}) == std::nullopt);
    CHECK(host::nearest(std::string(10'000, 'a'), {"a"}) == std::nullopt);
}
