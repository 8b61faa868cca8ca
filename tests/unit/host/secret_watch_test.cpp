#include "host/secret_watch.hpp"

#include "recorder.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

namespace {

struct Fixture {
    Fixture() {
        watch.add("plug", store);
        watch.start();
    }

    // Waits until `count` changes were seen.
    std::vector<std::string> wait_for(std::size_t count) {
        std::unique_lock lock{mutex};
        news.wait_for(lock, host_tests::patience, [&] { return seen.size() >= count; });
        return seen;
    }

    test::TempDir folder;
    std::mutex mutex;
    std::condition_variable news;
    std::vector<std::string> seen;
    std::shared_ptr<host::FileStore> store =
        std::make_shared<host::FileStore>(folder.path() / "state", "secrets", "plug");
    host::FileStore theirs{folder.path() / "state", "secrets", "plug"};
    host::SecretWatch watch{[this](const std::string& owner, const std::string& key) {
        const std::lock_guard guard{mutex};
        seen.push_back(owner + ':' + key);
        news.notify_all();
    }};
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "a secret that somebody else puts or removes is seen, own ones are not") {
    store->put("mine", "1");
    store->remove("mine");
    store->put("mine", "2");
    theirs.put("account/a/token", "x");
    CHECK(wait_for(1) == std::vector<std::string>{"plug:account/a/token"});
    theirs.remove("account/a/token");
    CHECK(wait_for(2).back() == "plug:account/a/token");
    theirs.put("mine", "3");
    CHECK(wait_for(3).back() == "plug:mine");
}
