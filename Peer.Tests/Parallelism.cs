using NUnit.Framework;

// Tests run beside each other unless they say otherwise: most that take long only wait for programs. There are more of them at
// once than there are processors for the same reason.
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LevelOfParallelism(6)]

// Each test has an instance of its fixture for itself, so that what one sets up no other sees.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
