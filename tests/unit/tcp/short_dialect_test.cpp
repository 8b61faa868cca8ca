// The short dialect on a real connection.
#include "lines_fixture.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace lines_tests;

TEST_CASE_FIXTURE(LinesHost, "a greeting, and an answer for each word") {
    auto client = this->client();
    CHECK(client.line() == "avhost 1 hall door");
    client.send("list\n");
    CHECK(client.until("ok") == Lines{"device hall Hall", "device door Virtual contact", "ok"});
    CHECK(client.ask("get door.closed") == "door.closed=false");
    CHECK(client.ask("set hall.count 30") == "ok");
    CHECK(client.ask("get hall.count") == "hall.count=30");
    CHECK(client.ask("set hall.label Sunday brunch") == "ok");
    CHECK(client.ask("get hall.label") == "hall.label=Sunday brunch");
    CHECK(client.ask("set hall.label \"a\\nb\"") == "ok");
    CHECK(client.ask("get hall.label") == "hall.label=a\\nb");
    CHECK(client.ask("set hall.notes [\"a\", \"b\"]") == "ok");
    CHECK(client.ask("get hall.notes") == "hall.notes=[\"a\",\"b\"]");
    CHECK(client.ask("get hall.nothing") == "hall.nothing=");
    CHECK(client.ask("do door.close") == "ok");
    CHECK(client.ask("do hall.echo hello there") == "ok hello there");
    CHECK(client.ask("do hall.set count=7 label=\"x y\"") == "ok");
    client.send("get hall\n");
    const auto all = client.until("ok");
    CHECK(all.size() == 9);
    CHECK(all[0] == "hall.flag="); // not known yet
    CHECK(all[1] == "hall.count=7");
    client.send("get door hall.count\n");
    CHECK(client.until("ok") == Lines{"hall.count=7", "door.closed=true", "ok"}); // in the order of the site
    client.send("get *\n");
    CHECK(client.until("ok").size() == 10);
    CHECK(client.ask("ping") == "pong");
    CHECK(client.ask("key none-is-needed") == "ok");
    client.send("help\n");
    CHECK(client.until("ok").size() == 14);
    CHECK(client.ask("attention hall looking") == "ok");
    REQUIRE(recorder->wait_for<host::Batch>([](const auto& batch) {
        return batch.changed.front() == dp::NamedValue{"attention", std::int64_t{2}};
    }));
    client.send("quit\n");
    CHECK(client.is_closed());
}

TEST_CASE_FIXTURE(LinesHost, "what cannot be done is told in a sentence, and the connection goes on") {
    auto client = this->client();
    client.line();
    const std::vector<std::pair<std::string, std::string>> table{
        {"hello", "error bad_argument expected one of the words key, list, "},
        {"get", "error bad_argument expected DEVICE.PROPERTY, DEVICE or * after get"},
        {"get bar.x", "error unknown_id the site has no device bar; there are hall, door"},
        {"get hall.cuont", "error unknown_id hall has no property cuont; did you mean count?"},
        {"watch hall.cuont", "error unknown_id hall has no property cuont; did you mean count?"},
        {"set hall.cuont 1", "error unknown_id hall has no property cuont; did you mean count?"},
        {"set bar.x 1", "error unknown_id the site has no device bar"},
        {"set hall.count", "error bad_argument count: expected a value"},
        {"set hall.count loud", "error wrong_type count: expected"},
        {"set hall.count 101", "error out_of_range count: expected"},
        {"set hall.nothing 1", "error unsupported nothing can only be read"},
        {"do bar.x", "error unknown_id the site has no device bar"},
        {"do door.clsoe", "error unknown_id door has no action clsoe; did you mean close?"},
        {"do door.close 5", "error bad_argument expected no parameters; close takes none"},
        {"do hall.set 5 6", "error wrong_type set/count: expected"},
        {"do hall.set cuont=5 count=3", "error bad_argument set/cuont: expected"},
        {"attention bar looking", "error unknown_id the site has no device bar"},
        {"width 3", "error bad_argument expected 0, or a width"},
        {"#7 hello", "#7 error bad_argument expected one of the words"},
        {"\xff\xfe", "error bad_argument expected UTF-8; for 8-bit characters say first: charset latin1"},
        {std::string{"\x01\x02 \x7f"}, "error bad_argument expected one of the words"},
        {"GET / HTTP/1.1", "error bad_argument expected one of the words"},
        {"[1]", "error bad_argument expected one of the words"},
    };
    for (const auto& row : table) {
        CAPTURE(row.first);
        const auto answer = client.ask(row.first);
        CAPTURE(answer);
        CHECK(answer.starts_with(row.second));
    }
    CHECK(client.ask("ping") == "pong");
    CHECK(client.ask("{no json") != "pong"); // last: it begins the other dialect
    CHECK(client.ask("ping") == "pong");
}

TEST_CASE_FIXTURE(LinesHost, "answers end as the last line that came") {
    auto client = this->client();
    const std::string nul(1, '\0');
    CHECK(client.line("\n") == "avhost 1 hall door");
    for (const std::string& end : {std::string{"\r\n"}, std::string{"\r"}, nul, std::string{"\n"}}) {
        CAPTURE(end.size());
        client.send("get door.closed" + end + "ping" + end);
        CHECK(client.line(end) == "door.closed=false");
        CHECK(client.line(end) == "pong");
    }
}

TEST_CASE_FIXTURE(LinesHost, "characters and width are those that were asked for") {
    auto client = this->client();
    client.line();
    CHECK(client.ask("set hall.label Caf\u00e9 \u20ac") == "ok");
    CHECK(client.ask("charset latin1") == "ok");
    CHECK(client.ask("get hall.label") == "hall.label=Caf\xe9 ?");
    CHECK(client.ask("set hall.label na\xefve") == "ok");
    CHECK(client.ask("charset utf-8") == "ok");
    CHECK(client.ask("get hall.label") == "hall.label=na\u00efve");
    CHECK(client.ask("width 20") == "ok");
    CHECK(client.ask("set hall.label 0123456789") == "ok");
    CHECK(client.ask("get hall.label") == "hall.label=012345...");
    CHECK(client.ask("width 0") == "ok");
    CHECK(client.ask("get hall.label") == "hall.label=0123456789");
}

TEST_CASE_FIXTURE(LinesHost, "a watch tells values now and changes from then on") {
    auto client = this->client();
    client.line();
    client.send("watch hall.count hall.flag\n");
    CHECK(client.until("ok") == Lines{"hall.flag=", "hall.count=", "ok"});
    write("hall", "label", dp::Value{std::string{"not watched"}});
    write("hall", "count", dp::Value{std::int64_t{5}});
    CHECK(client.line() == "hall.count=5");
    write("door", "closed", dp::Value{true}); // not watched either
    client.send("watch door\n");
    CHECK(client.until("ok") == Lines{"door.closed=true", "ok"});
    write("door", "closed", dp::Value{false});
    CHECK(client.line() == "door.closed=false");
    CHECK(client.ask("unwatch hall.count") == "ok");
    write("hall", "count", dp::Value{std::int64_t{6}});
    write("hall", "flag", dp::Value{true});
    CHECK(client.line() == "hall.flag=true");
    CHECK(client.ask("unwatch *") == "ok");
    write("hall", "flag", dp::Value{false});
    CHECK(client.ask("ping") == "pong");
}

TEST_CASE_FIXTURE(LinesHost, "events come with a device that is watched as a whole") {
    auto client = this->client();
    client.line();
    client.send("watch hall.count\n");
    client.until("ok");
    CHECK(client.ask("do hall.tell") == "ok");
    client.send("watch *\n");
    client.until("ok");
    client.send("do hall.tell\n");
    auto told = client.lines(2);
    std::sort(told.begin(), told.end());
    CHECK(told[0].starts_with("hall!told {\"flag\":"));
    CHECK(told[1] == "ok");
}

TEST_CASE_FIXTURE(LinesHost, "what was pressed is told to the other control systems") {
    auto wall = client();
    auto rack = client();
    wall.line();
    rack.line();
    rack.send("watch door.closed\n");
    rack.until("ok");
    CHECK(wall.ask("do door.close") == "ok");
    CHECK(rack.line() == "door.closed=true");
}

TEST_CASE_FIXTURE(LinesHost, "answers come in order, and with tags when they are known") {
    auto client = this->client();
    client.line();
    client.send("do hall.wait\nping\n#a ping\n#b do hall.wait\n#c get door.closed\nget door.closed\n");
    CHECK(client.line() == "#a pong");
    CHECK(client.line() == "#c door.closed=false");
    host.stop();
    auto ended = client.lines(4);
    std::erase_if(ended, [](const auto& line) { return line.starts_with("#b error canceled"); });
    CHECK(ended.size() == 3);
    CHECK(ended[0].starts_with("error canceled"));
    CHECK(ended[1] == "pong");
    CHECK(ended[2] == "door.closed=false");
}

TEST_CASE_FIXTURE(LinesHost, "a command is not held up by the one before it") {
    auto client = this->client();
    client.line();
    client.send("do hall.wait\ndo door.close\n");
    REQUIRE(recorder->wait_for<host::Batch>([](const auto& batch) {
        return batch.changed.front() == dp::NamedValue{"closed", true};
    }));
}

TEST_CASE_FIXTURE(LinesHost, "each line of an answer has its tag") {
    auto client = this->client();
    client.line();
    client.send("#x get door\n");
    CHECK(client.lines(2) == Lines{"#x door.closed=false", "#x ok"});
}
