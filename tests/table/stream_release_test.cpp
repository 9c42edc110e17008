#include <array>
#include <cerrno>
#include <vector>

#include "relent/table/source.hpp"

#include "table/table_help.hpp"

namespace relent {
namespace {

using namespace testing;

// A producer written by hand: every structure counts its releases, and failures can be asked for.
struct producer {
  int streams = 0, stream_releases = 0;
  int schemas = 0, schema_releases = 0;
  int arrays = 0, array_releases = 0;
  int fail_schema = 0, fail_next = 0;
  const char* format = "+s";
  std::int64_t length = 3;
  std::int64_t child_length = 3;
  std::int64_t children = 1;

  std::array<double, 3> values{1, 2, 3};
  std::array<const void*, 1> row_buffers{nullptr};
  std::array<const void*, 2> buffers{nullptr, values.data()};
  ArrowSchema child_schema{};
  ArrowArray child_array{};
  std::array<ArrowSchema*, 1> schema_children{&child_schema};
  std::array<ArrowArray*, 1> array_children{&child_array};

  ArrowArrayStream stream() {
    ++streams;
    sent_ = false;
    ArrowArrayStream s{};
    s.private_data = this;
    s.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) { return of(self).schema(out); };
    s.get_next = [](ArrowArrayStream* self, ArrowArray* out) { return of(self).next(out); };
    s.get_last_error = [](ArrowArrayStream*) -> const char* { return "the disk is on fire"; };
    s.release = [](ArrowArrayStream* self) {
      ++of(self).stream_releases;
      self->release = nullptr;
    };
    return s;
  }

  void expect_balance() const {
    EXPECT_EQ(streams, stream_releases);
    EXPECT_EQ(schemas, schema_releases);
    EXPECT_EQ(arrays, array_releases);
  }

 private:
  template <class Structure>
  static producer& of(Structure* self) {
    return *static_cast<producer*>(self->private_data);
  }

  int schema(ArrowSchema* out) {
    if (fail_schema != 0) {
      return fail_schema;
    }
    ++schemas;
    child_schema = {"g", "x", nullptr, ARROW_FLAG_NULLABLE, 0, nullptr, nullptr, nullptr, nullptr};
    *out = {format,
            "",
            nullptr,
            0,
            children,
            schema_children.data(),
            nullptr,
            [](ArrowSchema* self) {
              ++of(self).schema_releases;
              self->release = nullptr;
            },
            this};
    return 0;
  }

  int next(ArrowArray* out) {
    *out = ArrowArray{};
    if (fail_next != 0) {
      return fail_next;
    }
    if (sent_) {
      return 0;
    }
    sent_ = true;
    ++arrays;
    child_array = {child_length, 0, 0, 2, 0, buffers.data(), nullptr, nullptr, nullptr, nullptr};
    *out = {length,
            0,
            0,
            1,
            children,
            row_buffers.data(),
            array_children.data(),
            nullptr,
            [](ArrowArray* self) {
              ++of(self).array_releases;
              self->release = nullptr;
            },
            this};
    return 0;
  }

  bool sent_ = false;
};

std::unique_ptr<source> open_frame(producer& made) {
  return from_arrow_streams("frame", [&made] { return made.stream(); });
}

TEST(StreamRelease, EverythingOnceOverTwoPasses) {
  producer made;
  {
    const auto from = open_frame(made);
    EXPECT_EQ(made.streams, 1);
    EXPECT_EQ(numbers_of(*from), (numbers{1, 2, 3}));
    EXPECT_EQ(made.streams, 1);  // the stream that told the columns served the first pass
    EXPECT_EQ(numbers_of(*from), (numbers{1, 2, 3}));
    EXPECT_EQ(made.streams, 2);
  }
  made.expect_balance();
}

TEST(StreamRelease, WhenAPassIsLeftEarly) {
  producer made;
  {
    const auto from = open_frame(made);
    const auto stream = from->open(std::vector<std::size_t>{0});
    const auto part = stream->next();
    EXPECT_EQ(part->rows(), 3);
  }
  made.expect_balance();
}

TEST(StreamRelease, WhenTheSourceIsNeverRead) {
  producer made;
  open_frame(made).reset();
  made.expect_balance();
}

TEST(StreamRelease, WhenTheSchemaFails) {
  producer made;
  made.fail_schema = EIO;
  errc code{};
  EXPECT_EQ(refusal([&] { open_frame(made); }, &code), "frame: the disk is on fire");
  EXPECT_EQ(code, errc::corrupt);
  made.expect_balance();
}

TEST(StreamRelease, WhenABatchFails) {
  producer made;
  made.fail_next = EIO;
  errc code{};
  EXPECT_EQ(refusal([&] { numbers_of(*open_frame(made)); }, &code), "frame: the disk is on fire");
  EXPECT_EQ(code, errc::corrupt);
  made.expect_balance();
}

// Ctrl-C in a producer: the answer must not be that the data is broken.
TEST(StreamRelease, WhenItsProducerWasInterrupted) {
  producer while_read;
  while_read.fail_next = ECANCELED;
  errc code{};
  EXPECT_EQ(refusal([&] { numbers_of(*open_frame(while_read)); }, &code), "frame: the disk is on fire");
  EXPECT_EQ(code, errc::interrupted);
  while_read.expect_balance();

  producer while_opened;
  while_opened.fail_schema = ECANCELED;
  code = {};
  EXPECT_EQ(refusal([&] { open_frame(while_opened); }, &code), "frame: the disk is on fire");
  EXPECT_EQ(code, errc::interrupted);
  while_opened.expect_balance();
}

TEST(StreamRelease, AStreamOfOneColumnIsNoTable) {
  producer made;
  made.format = "g";
  errc code{};
  EXPECT_EQ(refusal([&] { open_frame(made); }, &code),
            "frame is a stream of double, not of columns: pass a data frame or a table");
  EXPECT_EQ(code, errc::type_mismatch);
  made.expect_balance();
}

TEST(StreamRelease, ABatchThatBreaksTheInterfaceIsRefused) {
  producer made;
  made.child_length = 2;
  EXPECT_EQ(refusal([&] { numbers_of(*open_frame(made)); }), "frame column \"x\": a batch of 3 rows holds 2 values");
  made.expect_balance();

  producer without_values;
  without_values.buffers[1] = nullptr;
  EXPECT_NE(refusal([&] { numbers_of(*open_frame(without_values)); }), "nothing was refused");
  without_values.expect_balance();

  producer negative;
  negative.length = -1;
  EXPECT_EQ(refusal([&] { numbers_of(*open_frame(negative)); }), "frame: a batch of -1 rows from 0");
  negative.expect_balance();
}

TEST(StreamRelease, AReleasedStreamIsRefused) {
  EXPECT_EQ(refusal([] { static_cast<void>(from_arrow_streams("frame", [] { return ArrowArrayStream{}; })); }),
            "frame: the Arrow stream was released or read before");
}

}  // namespace
}  // namespace relent
