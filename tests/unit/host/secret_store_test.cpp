// The secret store with a key and without: what is sealed stays sealed, what is plain is taken over, and
// nothing is mistaken for the other.
#include "host/secret_takeover.hpp"
#include "host/services.hpp"

#include "dp/value.hpp"
#include "recorder.hpp"
#include "store_fixture.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using host::FileStore;
using Reason = host::StoreError::Reason;
using namespace host_tests;
using namespace std::chrono_literals;

namespace {

struct Fixture : StoreFixture {
    std::shared_ptr<const host::SealingKey> key = key_of_bytes(7);
    FileStore store{root, "plug", key};
    FileStore plain{root, "plug", std::shared_ptr<const host::SealingKey>{}};
    FileStore other{root, "plug", key_of_bytes(8)};

    // As a person with an editor leaves it, or a broken disk.
    void overwrite(const std::string& name, const std::string& contents) const {
        std::ofstream{file(name), std::ios::binary | std::ios::trunc} << contents;
    }
};

const std::string mark{host::sealing_mark};

} // namespace

TEST_CASE_FIXTURE(Fixture, "with a key the file shows nothing of the value") {
    store.put("a", "canary-value");
    CHECK(test::read_file(file("a")).find("canary") == std::string::npos);
    CHECK(test::read_file(file("a")).starts_with(mark));
    CHECK(store.get("a") == "canary-value");
    CHECK(FileStore{root, "plug", key_of_bytes(7)}.get("a") == "canary-value");
    const auto before = test::read_file(file("a"));
    store.put("a", "canary-value");
    CHECK(test::read_file(file("a")) != before);
    store.put("empty", "");
    CHECK(store.get("empty") == "");
    store.put("large", std::string(FileStore::largest_value, 'x'));
    CHECK(store.get("large")->size() == FileStore::largest_value);
    store.remove("a");
    CHECK_FALSE(store.get("a").has_value());
}

TEST_CASE_FIXTURE(Fixture, "without a key the file is the value, as it always was") {
    plain.put("a", "value");
    CHECK(test::read_file(file("a")) == "value");
    overwrite("a", "by hand");
    CHECK(plain.get("a") == "by hand");
    overwrite("a", "");
    CHECK(plain.get("a") == "");
}

TEST_CASE_FIXTURE(Fixture, "without its key a sealed value is refused and stays as it is") {
    store.put("a", "value");
    const auto before = test::read_file(file("a"));
    for (FileStore* wrong : {&plain, &other}) {
        const auto refused = refusal([&] { wrong->get("a"); });
        REQUIRE(refused);
        CHECK(refused->reason == Reason::sealed);
        CHECK(refused->text.find(file("a").string()) != std::string::npos);
        CHECK(refused->text.find("--key-file") != std::string::npos);
        CHECK(refused->text.find("AVHOST_KEY_FILE") != std::string::npos);
        CHECK(test::read_file(file("a")) == before);
    }
    CHECK(store.get("a") == "value");
}

TEST_CASE_FIXTURE(Fixture, "without a key nothing sealed is replaced, with another key it may be") {
    store.put("a", "value");
    const auto refused = refusal([&] { plain.put("a", "new"); });
    REQUIRE(refused);
    CHECK(refused->reason == Reason::sealed);
    CHECK(refused->text.find("--key-file") != std::string::npos);
    CHECK(store.get("a") == "value");
    CHECK(files_in(values) == 1);
    other.put("a", "after the key was lost");
    CHECK(other.get("a") == "after the key was lost");
    plain.remove("a"); // a person may start anew
    plain.put("a", "plain");
    CHECK(plain.get("a") == "plain");
}

TEST_CASE_FIXTURE(Fixture, "files do not open in another place") {
    store.put("a", "of a");
    store.put("b", "of b");
    FileStore theirs{root, "theirs", key};
    theirs.put("a", "theirs");
    std::filesystem::rename(file("a"), file("c"));
    std::filesystem::copy_file(file("b"), file("a"));
    std::filesystem::copy_file(root / "secrets" / "theirs" / "a", file("d"));
    for (const std::string moved : {"a", "c", "d"}) {
        CAPTURE(moved);
        CHECK(refusal([&] { store.get(moved); })->reason == Reason::sealed);
    }
    CHECK(store.get("b") == "of b");
}

TEST_CASE_FIXTURE(Fixture, "a plain value is read with a key too, and a put seals it") {
    plain.put("a", "from before");
    CHECK(store.get("a") == "from before");
    CHECK(test::read_file(file("a")) == "from before"); // reading writes nothing
    store.put("a", "new");
    CHECK(test::read_file(file("a")).starts_with(mark));
}

TEST_CASE_FIXTURE(Fixture, "a plain value that looks like a sealed one is kept apart from it") {
    store.put("real", "value");
    const auto sealed = test::read_file(file("real"));
    for (const auto& value : {mark, mark + '\0', mark + '\0' + "x", mark + '\1', mark + "token", sealed,
                              mark.substr(0, 1), mark.substr(0, 7), std::string{}}) {
        CAPTURE(value.size());
        plain.put("a", value);
        CHECK(plain.get("a") == value);
        store.put("b", value);
        CHECK(store.get("b") == value);
        if (!value.empty()) {
            CHECK(store.get("a") == value);
            CHECK(store.seal_in_place("a", 0ms));
            CHECK(store.get("a") == value);
            CHECK(refusal([&] { plain.get("a"); })->reason == Reason::sealed);
        }
        store.remove("a");
    }
}

TEST_CASE_FIXTURE(Fixture, "a damaged sealed value is never read as a plain one") {
    store.put("a", "value");
    const auto sealed = test::read_file(file("a"));
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        CAPTURE(size);
        overwrite("a", sealed.substr(0, size));
        CHECK(refusal([&] { store.get("a"); })->reason == Reason::sealed);
        if (size > 0) { // an empty plain value is an empty file
            CHECK(refusal([&] { plain.get("a"); })->reason == Reason::sealed);
        }
    }
    auto later = sealed;
    later[mark.size()] = 2;
    overwrite("a", later);
    CHECK(refusal([&] { store.get("a"); })->text.find("this version of the program") != std::string::npos);
    overwrite("a", sealed);
    CHECK(store.get("a") == "value");
}

TEST_CASE_FIXTURE(Fixture, "a state store does not care what its values look like") {
    FileStore state{root, "state", "plug"};
    for (const auto& value : {mark, mark + '\1' + "x", mark.substr(0, 3)}) {
        state.put("a", value);
        CHECK(test::read_file(root / "state" / "plug" / "a") == value);
        CHECK(state.get("a") == value);
    }
}

TEST_CASE_FIXTURE(Fixture, "a takeover seals all that lies plain, once, of every owner") {
    plain.put("account/a/token", "canary-1");
    plain.put("account/b/token", "canary-2");
    store.put("sealed/before", "value");
    FileStore{root, "theirs", std::shared_ptr<const host::SealingKey>{}}.put("a", "canary-3");
    const auto sealed_before = test::read_file(file("sealed~before"));
    const auto takeover = host::seal_plain_secrets(root, key);
    CHECK(takeover.sealed == 3);
    CHECK(takeover.problems.empty());
    CHECK(test::read_file(file("sealed~before")) == sealed_before);
    CHECK(store.get("account/a/token") == "canary-1");
    CHECK(FileStore{root, "theirs", key}.get("a") == "canary-3");
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root}) {
        if (entry.is_regular_file()) {
            CHECK(test::read_file(entry.path()).find("canary") == std::string::npos);
            CHECK(mode_of(entry.path()) == 0600);
        }
    }
    CHECK(host::seal_plain_secrets(root, key).sealed == 0);
    CHECK(host::seal_plain_secrets(folder.path() / "not made yet", key).sealed == 0);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "not made yet"));
}

TEST_CASE_FIXTURE(Fixture, "a takeover leaves alone what it must not touch, and goes on") {
    plain.put("a", "canary-1");
    plain.put("b", "canary-2");
    plain.put("c", "canary-3");
    overwrite("~1-0", "canary-4");
    REQUIRE(::chmod(file("b").c_str(), 0644) == 0);
    std::filesystem::create_symlink(file("c"), file("link"));
    const auto elsewhere = folder.path() / "elsewhere";
    std::filesystem::create_directory(elsewhere);
    std::filesystem::create_directory_symlink(elsewhere, root / "secrets" / "linked");
    folder.write("state/secrets/a file", "x");
    const auto takeover = host::seal_plain_secrets(root, key);
    CHECK(takeover.sealed == 2);
    CHECK(takeover.problems.size() == 3); // b, link, linked
    for (const auto& problem : takeover.problems) {
        CHECK(problem.find("canary") == std::string::npos);
    }
    CHECK(test::read_file(file("b")) == "canary-2");
    CHECK(std::filesystem::is_symlink(file("link")));
    CHECK(std::filesystem::is_empty(elsewhere));
}

TEST_CASE_FIXTURE(Fixture, "a takeover waits for the lock of who has read the value and will write it") {
    plain.put("a", "old");
    const auto held = plain.lock("a", 0ms);
    CHECK(refusal([&] { store.seal_in_place("a", 0ms); })->reason == Reason::busy);
    CHECK(test::read_file(file("a")) == "old");
    plain.unlock(held);
    CHECK(store.seal_in_place("a", 0ms));
    CHECK(store.lock("a", 0ms) != 0); // and lets go of it
}

TEST_CASE_FIXTURE(Fixture, "a takeover on a full disk leaves the plain value") {
    plain.put("a", std::string(5000, 'x'));
    CHECK(in_child([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{1000, 1000}; // no file of this process grows beyond it
              if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) {
                  return 1;
              }
              const auto takeover = host::seal_plain_secrets(root, key);
              return takeover.sealed == 0 && takeover.problems.size() == 1 ? 0 : 2;
          }) == 0);
    CHECK(plain.get("a") == std::string(5000, 'x'));
    CHECK(files_in(values) == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "a plugin gets DP_STORAGE for a secret that cannot be opened, and the log the sentence") {
    store.put("a", "canary-value");
    LogKeeper log;
    host::Services services{"plug", "test", std::make_shared<FileStore>(root, "plug", key_of_bytes(8)),
                            std::make_shared<FileStore>(root, "state", "plug"), log.log()};
    dp::TextSink sink;
    const dp_host& table = services.table();
    CHECK(table.secret_get(table.handle, dp::borrow(std::string_view{"a"}), &sink.raw) == DP_STORAGE);
    CHECK(sink.text().empty());
    CHECK(log.has("error plug/store: " + file("a").string()));
    CHECK(log.has("--key-file"));
    CHECK_FALSE(log.has("canary"));
}

// Every refusal that can be provoked, each with the canary in the value or in the file.
TEST_CASE_FIXTURE(Fixture, "no sentence shows a value or a key") {
    const std::string canary = "canary-3f9c";
    const auto key_bytes = std::string(32, '\7');
    std::vector<std::string> sentences;
    const auto expect = [&](Reason reason, const std::function<void()>& act) {
        const auto refused = refusal(act);
        CAPTURE(sentences.size());
        REQUIRE(refused);
        CHECK(refused->reason == reason);
        sentences.push_back(refused->text);
    };
    store.put("a", canary);
    expect(Reason::sealed, [&] { other.get("a"); });
    expect(Reason::sealed, [&] { plain.get("a"); });
    expect(Reason::sealed, [&] { plain.put("a", canary); });
    overwrite("a", mark + '\1' + canary);
    expect(Reason::sealed, [&] { store.get("a"); });
    overwrite("a", mark + '\1' + canary + std::string(100, 'x'));
    expect(Reason::sealed, [&] { store.get("a"); });
    overwrite("a", mark + '\2' + canary);
    expect(Reason::sealed, [&] { store.get("a"); });
    overwrite("a", canary + std::string(70'000, 'x'));
    expect(Reason::too_large, [&] { store.get("a"); });
    overwrite("a", canary + std::string(FileStore::largest_value, 'x'));
    expect(Reason::too_large, [&] { store.get("a"); }); // plain, and below the limit of sealed files
    expect(Reason::too_large, [&] { store.put("a", canary + std::string(70'000, 'x')); });
    expect(Reason::bad_key, [&] { store.put("../a", canary); });
    overwrite("a", canary);
    REQUIRE(::chmod(file("a").c_str(), 0644) == 0);
    expect(Reason::unsafe, [&] { store.get("a"); });
    expect(Reason::unsafe, [&] { store.seal_in_place("a", 0ms); });
    REQUIRE(::chmod(file("a").c_str(), 0600) == 0);
    std::filesystem::create_hard_link(file("a"), folder.path() / "second");
    expect(Reason::unsafe, [&] { store.get("a"); });
    const auto held = store.lock("a", 0ms);
    expect(Reason::busy, [&] { store.seal_in_place("a", 0ms); });
    store.unlock(held);
    std::filesystem::create_directory(file("dir"));
    expect(Reason::storage, [&] { store.put("dir", canary); });
    expect(Reason::storage, [&] { store.remove("dir"); });
    for (const auto what : {Fsync::of_files_fails, Fsync::of_folders_fails}) {
        const FailingFsync fails{what};
        expect(Reason::storage, [&] { store.put("a", canary); });
    }
    REQUIRE(::chmod(values.c_str(), 0755) == 0);
    expect(Reason::unsafe, [&] { store.put("a", canary); });
    for (const auto& sentence : sentences) {
        CHECK(sentence.find(canary) == std::string::npos);
        CHECK(sentence.find(key_bytes) == std::string::npos);
        CHECK(sentence.find("0707") == std::string::npos);
    }
}
