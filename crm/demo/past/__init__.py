"""The past of made-up stores: years of owners, workshop visits, enquiries and gifts, poured in batch by batch.

What nobody in such a store knows – who has left for good, how much somebody wants a car, what a gift has really
moved, whose two files are one person – is written beside the data (truth), so that a page can be judged by it.
"""
