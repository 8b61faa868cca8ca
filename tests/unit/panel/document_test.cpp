// What is made for each who asks, on threads of others.
#include "fake_host.hpp"
#include "raw_client.hpp"

#include <doctest/doctest.h>

#include <future>
#include <mutex>
#include <thread>
#include <vector>

using namespace avhost::panel;

namespace {

using Give = std::function<void(Document)>;

// Keeps those who wait.
struct Source {
    std::mutex mutex;
    std::condition_variable news;
    std::vector<Give> asked;

    PanelOptions options() {
        PanelOptions made;
        made.documents = {{"/slow", host::Role::operate, [this](const PanelCounts&, Give give) {
                               const std::lock_guard lock(mutex);
                               asked.push_back(std::move(give));
                               news.notify_all();
                           }}};
        return made;
    }
    Give next(std::size_t number) {
        std::unique_lock lock(mutex);
        news.wait(lock, [&] { return asked.size() > number; });
        return asked[number];
    }
};

std::string request(std::uint16_t port, const std::string& method = "GET") {
    return method + " /slow HTTP/1.1\r\nHost: " + own_host(port) + "\r\n\r\n";
}

} // namespace

TEST_CASE("a document comes when it is made, others are served meanwhile, and the connection goes on") {
    FakeHost host;
    Source source;
    PanelServer server(source.options(), host.connect(), host.log());
    RawClient client(server.port());
    client.send(request(server.port()));
    const auto give = source.next(0);
    CHECK(get(server.port(), "/").starts_with("HTTP/1.1 200"));
    std::thread{[&] { give({"text/plain", "made\n"}); }}.join();
    give({"text/plain", "twice\n"});
    CHECK(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
    CHECK(client.read_until("\n") == "made\n");
    client.send(request(server.port(), "HEAD"));
    source.next(1)({"text/plain", "made\n"});
    const auto head = client.read_until("\r\n\r\n");
    CHECK(head.find("Content-Length: 5\r\n") != std::string::npos);
}

TEST_CASE("a document that takes too long is given up with a sentence") {
    FakeHost host;
    Source source;
    auto options = source.options();
    options.limits.document_time = std::chrono::milliseconds(50);
    PanelServer server(options, host.connect(), host.log());
    CHECK(get(server.port(), "/slow").starts_with("HTTP/1.1 503"));
    source.next(0)({"text/plain", "late\n"});
    CHECK(get(server.port(), "/").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a document may come when nobody waits any more, and after the server") {
    FakeHost host;
    Source source;
    {
        PanelServer server(source.options(), host.connect(), host.log());
        {
            RawClient gone(server.port());
            gone.send(request(server.port()));
            source.next(0);
        }
        source.next(0)({"text/plain", "to nobody\n"});
        RawClient waiting(server.port());
        waiting.send(request(server.port()));
        source.next(1);
        server.stop();
        CHECK(waiting.read_all().empty());
    }
    source.next(1)({"text/plain", "to nobody\n"});
}
